package io.qtrace.cli.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines that are no events but look like some: the definitions may be of another QEMU, or something
 * that is not known may stand in front of them. Not thread-safe.
 */
public final class LookAlikes {

  /** A word with an underscore is no word of a message. */
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w./(-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?= |$)");

  /** What ends prefixes of the known kinds. */
  private static final Pattern PREFIX = Pattern.compile("|.*(: ?|Z |] |[|] | [FP] |@\\d+ |\")");

  private static final int MAX_LINE_BYTES = 4096;
  private static final int SHOWN_BEFORE = 60;
  private static final int SHOWN = 110;

  private final String source;
  private final Set<String> names;
  private long lines;
  private @Nullable String firstShown;

  /**
   * @param source which definitions they are, for people
   */
  public LookAlikes(Definitions definitions, String source) {
    this.source = "%s (%,d events)".formatted(source, definitions.events().size());
    names = definitions.events().stream().map(EventDefinition::name).collect(toUnmodifiableSet());
  }

  /** Looks at a line that is no event. */
  void add(byte[] b, int from, int to) {
    int end = Math.min(to, from + MAX_LINE_BYTES);
    int underscore = from;
    while (underscore < end && b[underscore] != '_') {
      underscore++;
    }
    if (underscore < end) {
      add(new String(b, from, end - from, ISO_8859_1));
    }
  }

  private void add(String line) {
    var name = NAME.matcher(line);
    if (!name.find()) {
      return;
    }
    boolean isKnown = names.contains(name.group());
    boolean isBehindPrefix = PREFIX.matcher(line.substring(0, name.start())).matches();
    if (!isKnown && !isBehindPrefix) {
      return;
    }
    lines++;
    if (firstShown == null) {
      firstShown =
          isKnown
              ? shown(line, 0, "what is in front of '%s' is no prefix that is read", name.group())
                  + "; docs/decoding.md lists those that are"
              : shown(line, name.start(), "no event '%s' is in the definitions", name.group())
                  + "; give those of the QEMU that wrote the log with --definitions";
    }
  }

  private static String shown(String line, int at, String problem, String name) {
    int from = Math.max(0, at - SHOWN_BEFORE);
    int to = Math.min(line.length(), from + SHOWN);
    var before = printable(line.substring(from, at));
    return "    %s%s\n    %s^\n  %s"
        .formatted(
            before,
            printable(line.substring(at, to)),
            " ".repeat(before.length()),
            problem.formatted(name));
  }

  /** A terminal gets no control characters, and no bytes of whatever encoding. */
  private static String printable(String line) {
    var text = new StringBuilder();
    line.chars()
        .forEach(c -> text.append(c < ' ' || c > '~' ? "\\x%02x".formatted(c) : (char) c + ""));
    return text.toString();
  }

  /**
   * What is wrong with a log; null if nothing seems to be.
   *
   * @param events of the log
   * @param others its other lines, with those that look like events
   */
  @Nullable String problem(long events, long others) {
    if (others == 0 || (events > 0 && lines * 2 <= events + others)) {
      return null;
    }
    var counts =
        events == 0
            ? "no line is an event of " + source
            : "%,d of %,d lines look like events, but not of %s"
                .formatted(lines, events + others, source);
    return firstShown == null
        ? counts + ", and none looks like one; is it a trace?"
        : counts + "; the first that looks like one:\n" + firstShown;
  }
}
