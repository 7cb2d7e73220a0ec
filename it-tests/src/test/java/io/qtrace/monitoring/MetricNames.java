package io.qtrace.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an endpoint's text in Prometheus' format has. */
public final class MetricNames {

  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{([^}]*)})? ");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Pattern COMMENT = Pattern.compile("(?m)^# (HELP|TYPE) (\\w+) (.*)$");

  private MetricNames() {}

  /** Names of samples. */
  public static Set<String> of(String text) {
    return SAMPLE
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A Markdown table of the metrics that begin so. */
  static String table(String text, String prefix) {
    var labels = new TreeMap<String, Set<String>>();
    SAMPLE
        .matcher(text)
        .results()
        .filter(match -> match.group(1).startsWith(prefix))
        .forEach(
            match -> {
              var names = labels.computeIfAbsent(match.group(1), name -> new TreeSet<>());
              if (match.group(2) != null) {
                LABEL.matcher(match.group(2)).results().forEach(l -> names.add(l.group(1)));
              }
            });
    var help = comments(text, "HELP");
    var type = comments(text, "TYPE");
    return labels.entrySet().stream()
        .map(
            metric ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        metric.getKey(),
                        type.get(metric.getKey()),
                        metric.getValue().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")),
                        help.get(metric.getKey())))
        .collect(Collectors.joining("", "| metric | type | labels | |\n|---|---|---|---|\n", ""));
  }

  private static Map<String, String> comments(String text, String kind) {
    return COMMENT
        .matcher(text)
        .results()
        .filter(match -> match.group(1).equals(kind))
        .collect(Collectors.toMap(match -> match.group(2), match -> match.group(3)));
  }
}
