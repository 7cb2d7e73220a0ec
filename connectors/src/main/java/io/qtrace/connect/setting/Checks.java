package io.qtrace.connect.setting;

import io.qtrace.host.VmNames;
import io.qtrace.qmp.SocketPaths;
import io.qtrace.secret.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Checks of settings. Each throws a {@link ConfigException} that says what is wrong and what would
 * be right; its text is what the documentation shows as valid.
 */
public final class Checks {

  private static final Pattern TRACE_EVENT = Pattern.compile("[A-Za-z0-9_*]+");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final String CONVERTER = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private Checks() {}

  private record Check(String valid, Test test) implements Validator {

    /**
     * @param value null if a required setting is missing, which Kafka says by itself
     */
    @Override
    public void ensureValid(String name, @Nullable Object value) {
      if (!(value instanceof String text)) {
        return;
      }
      try {
        test.check(text);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name, Secrets.masked(text), e.getMessage());
      }
    }

    @Override
    public String toString() {
      return valid;
    }
  }

  private interface Test {
    /**
     * @throws IllegalArgumentException saying what is wrong
     */
    void check(String value);
  }

  /** Problems with converters that do not pass bytes on as they are. */
  public static List<ConfigValue> converters(Map<String, String> settings, String what) {
    var problems = new ArrayList<ConfigValue>();
    for (var converter : List.of("key.converter", "value.converter")) {
      var set = settings.get(converter);
      if (!CONVERTER.equals(set)) {
        var problem =
            "%s is %s; %s are bytes, so set %s=%s"
                .formatted(converter, set == null ? "not set" : set, what, converter, CONVERTER);
        // Without the value, which Connect would take for a class.
        problems.add(new ConfigValue(converter, null, List.of(), List.of(problem)));
      }
    }
    return problems;
  }

  public static Validator anything() {
    return new Check("any text", value -> {});
  }

  /** Kafka sees to it by itself. */
  public static Validator flag() {
    return new Check("true or false", value -> {});
  }

  public static Validator topic() {
    return new Check(
        "a topic's name",
        value -> {
          if (!TOPIC.matcher(value).matches()) {
            throw new IllegalArgumentException(
                "a topic's name has 1 to 249 of the characters a-z A-Z 0-9 . _ -");
          }
        });
  }

  /** One or several, separated by commas. */
  public static Validator urls(String example) {
    return new Check(
        "http or https URLs, separated by commas",
        value -> urlsIn(value).forEach(url -> httpUrl(url, example)));
  }

  public static List<String> urlsIn(String value) {
    return List.of(value.strip().split("\\s*,\\s*", -1));
  }

  private static void httpUrl(String text, String example) {
    try {
      var url = new URI(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'%s' is no http or https URL; write one such as %s"
            .formatted(Secrets.masked(text), example));
  }

  public static Validator labels() {
    return new Check("name=value pairs, separated by commas, or empty", Checks::labelsIn);
  }

  public static Map<String, String> labelsIn(String value) {
    var labels = new TreeMap<String, String>();
    for (var label : value.isBlank() ? new String[0] : value.split(",", -1)) {
      int equals = label.indexOf('=');
      var name = label.substring(0, Math.max(0, equals)).strip();
      if (!LABEL.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no label; write name=value, the name with letters, digits and _ only"
                .formatted(label.strip()));
      }
      labels.put(name, label.substring(equals + 1).strip());
    }
    return labels;
  }

  public static Validator directory() {
    return new Check("an absolute path", value -> absolute(value, "/var/log/qemu"));
  }

  /** Empty is allowed. */
  public static Validator file(String example) {
    return new Check(
        "an absolute path, or empty",
        value -> {
          if (!value.isEmpty()) {
            absolute(value, example);
          }
        });
  }

  private static void absolute(String value, String example) {
    if (!Path.of(value).isAbsolute()) {
      throw new IllegalArgumentException(
          "it has to be an absolute path, such as "
              + example
              + "; the worker's own directory may be anywhere");
    }
  }

  public static Validator glob() {
    return new Check(
        "a glob",
        value -> {
          if (value.isBlank()) {
            throw new IllegalArgumentException("it is empty; * matches every file");
          }
          if (value.contains("**")) {
            throw new IllegalArgumentException(
                "** has no bound; write one * for each level, such as */*.trace");
          }
          syntax(value);
        });
  }

  /** Of a file's name; empty is allowed. */
  public static Validator nameGlob() {
    return new Check("a glob without slashes, or empty", Checks::nameGlob);
  }

  private static void nameGlob(String value) {
    if (value.contains("/")) {
      throw new IllegalArgumentException("it is compared with file names, which have no slash");
    }
    syntax(value);
  }

  private static void syntax(String glob) {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "it is no glob: %s at index %d".formatted(e.getDescription(), e.getIndex()), e);
    }
  }

  public static Validator sockets() {
    return new Check("paths or globs of sockets, with commas between", SocketPaths::parse);
  }

  public static Validator traceEvents() {
    return new Check(
        "names or patterns of trace events, with commas between, or empty",
        value -> {
          for (var event : parts(value)) {
            if (!TRACE_EVENT.matcher(event).matches()) {
              throw new IllegalArgumentException(
                  "'%s' is no trace event; write names such as kvm_convert_memory or patterns such as"
                          .formatted(event)
                      + " kvm_*, with commas between");
            }
          }
        });
  }

  public static Validator oneOf(String... choices) {
    return new Check(
        String.join(", ", choices),
        value -> {
          if (!List.of(choices).contains(value)) {
            throw new IllegalArgumentException("it has to be one of " + String.join(", ", choices));
          }
        });
  }

  public static Validator vmPattern() {
    return new Check(
        "a regular expression with a group named vm", value -> VmNames.of(value, "host"));
  }

  /** The parts of a list with commas. */
  public static List<String> parts(String list) {
    return list.isBlank()
        ? List.of()
        : Arrays.stream(list.split(",", -1)).map(String::strip).toList();
  }
}
