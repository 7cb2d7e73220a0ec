package io.qtrace.host;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Tells by a file's path which VM writes it: by the first line of the mapping that fits, else by
 * the pattern. Immutable.
 */
public final class VmNames {

  /**
   * The file's name without the endings that trace files and log rotation give it: {@code
   * vm-7.trace}, {@code vm-7.log.1} and {@code vm-7} are all of {@code vm-7}.
   */
  public static final String DEFAULT_PATTERN =
      "(?<vm>[^/]+?)(?:\\.(?:log|trace|simple|txt)(?:[.-]\\d+)*)?$";

  private static final Pattern NAMED_VM = Pattern.compile("\\(\\?<vm>");
  private static final Pattern NAMED_HOST = Pattern.compile("\\(\\?<host>");

  private final Pattern pattern;
  private final boolean namesHost;
  private final String host;
  private final List<Rule> mapping;

  private record Rule(PathMatcher files, String vm) {}

  private VmNames(Pattern pattern, String host, List<Rule> mapping) {
    this.pattern = pattern;
    this.namesHost = NAMED_HOST.matcher(pattern.pattern()).find();
    this.host = host;
    this.mapping = mapping;
  }

  /**
   * @param pattern is looked for in the absolute path; its group {@code vm} is the VM, its group
   *     {@code host}, if it has one, the host
   * @param host of VMs whose path does not name one
   * @throws IllegalArgumentException saying what is wrong with the pattern
   */
  public static VmNames of(String pattern, String host) {
    return new VmNames(compiled(pattern), host, List.of());
  }

  private static Pattern compiled(String pattern) {
    if (!NAMED_VM.matcher(pattern).find()) {
      throw new IllegalArgumentException(
          "it has no group named vm; write (?<vm>…) around the part of the path that names the VM");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "%s at index %d".formatted(e.getDescription(), e.getIndex()), e);
    }
  }

  /**
   * The same names, with a mapping that goes before the pattern.
   *
   * @param lines each {@code <glob> <vm>}; a glob with a slash is compared with the absolute path,
   *     one without with the file's name. Blank lines and those that begin with {@code #} are
   *     skipped
   * @throws IllegalArgumentException naming the line that is wrong
   */
  public VmNames withMapping(List<String> lines) {
    var rules = new ArrayList<Rule>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        rules.add(rule(line, i + 1));
      }
    }
    return new VmNames(pattern, host, rules);
  }

  private static Rule rule(String line, int number) {
    var words = line.split("\\s+", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException(
          "line %d: '%s' is not <glob> <vm>, such as trace-4711* vm-7".formatted(number, line));
    }
    try {
      var glob = FileSystems.getDefault().getPathMatcher("glob:" + words[0]);
      return new Rule(words[0].contains("/") ? glob : path -> matchesName(glob, path), words[1]);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "line %d: '%s' is no glob: %s".formatted(number, words[0], e.getDescription()), e);
    }
  }

  private static boolean matchesName(PathMatcher glob, Path path) {
    var name = path.getFileName();
    return name != null && glob.matches(name);
  }

  /**
   * @param file absolute
   * @return empty if neither the mapping nor the pattern names a VM
   */
  public Optional<Vm> of(Path file) {
    for (var rule : mapping) {
      if (rule.files.matches(file)) {
        return Optional.of(new Vm(rule.vm, host));
      }
    }
    var found = pattern.matcher(file.toString());
    if (!found.find() || found.group("vm") == null || found.group("vm").isEmpty()) {
      return Optional.empty();
    }
    var named = namesHost ? found.group("host") : null;
    return Optional.of(new Vm(found.group("vm"), named == null || named.isEmpty() ? host : named));
  }

  /** The VM of that id, on the host that the path says. */
  public Vm of(Path file, String id) {
    return new Vm(id, of(file).map(Vm::host).orElse(host));
  }
}
