package io.qtrace.alert;

import java.util.SortedMap;

/**
 * A change of an alert's state, to be published.
 *
 * @param sinceMs since when the condition holds or held, event time
 * @param atMs when the state changed, event time
 * @param reason for people
 */
public record Transition(
    String rule,
    State state,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    long sinceMs,
    long atMs,
    String reason) {

  /** What an alert can become. */
  public enum State {
    PENDING("pending"),
    FIRING("firing"),
    RESOLVED("resolved");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As published. */
    public String text() {
      return text;
    }
  }

  static Transition of(ActiveAlert alert, State state, long atMs, String reason) {
    return new Transition(
        alert.rule(), state, alert.labels(), alert.annotations(), alert.sinceMs(), atMs, reason);
  }

  /** The label severity; empty if there is none. */
  public String severity() {
    return labels.getOrDefault("severity", "");
  }

  /** Rule and labels as Prometheus writes them: {@code Storm{host="h1",severity="page",vm="7"}}. */
  public String key() {
    var key = new StringBuilder(rule).append('{');
    labels.forEach(
        (name, value) ->
            key.append(key.charAt(key.length() - 1) == '{' ? "" : ",")
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
    return key.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
