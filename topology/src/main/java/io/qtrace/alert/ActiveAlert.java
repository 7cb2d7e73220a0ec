package io.qtrace.alert;

import io.qtrace.alert.window.Scope;
import io.qtrace.alert.window.WindowResult;
import java.util.SortedMap;

/**
 * An alert whose condition holds.
 *
 * @param rule name of the rule
 * @param source what the rule looked at
 * @param identity whose alert it is; its names are the scope's, and {@code window} if the rule
 *     looks at windows of every length
 * @param firing false: pending
 * @param sinceMs start of the first window in which the condition held, event time
 * @param last the window that was looked at last
 * @param labels as published last
 * @param annotations as published last
 */
public record ActiveAlert(
    String rule,
    Source source,
    SortedMap<String, String> identity,
    boolean firing,
    long sinceMs,
    Window last,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations) {

  /**
   * Results of a scope. A rule that changes to another one has other alerts.
   *
   * @param windowMs length of their windows; 0: any
   */
  public record Source(Scope scope, long windowMs) {}

  /**
   * Event time, milliseconds.
   *
   * @param endMs exclusive
   */
  public record Window(long startMs, long endMs) {

    static Window of(WindowResult result) {
      return new Window(result.startMs(), result.endMs());
    }

    long lengthMs() {
      return endMs - startMs;
    }
  }

  /** Unique among the alerts of all rules. */
  public String id() {
    return id(rule, identity);
  }

  static String id(String rule, SortedMap<String, String> identity) {
    return rule + '\0' + String.join("\0", identity.values());
  }

  ActiveAlert seen(Window window) {
    return new ActiveAlert(rule, source, identity, firing, sinceMs, window, labels, annotations);
  }

  ActiveAlert fired(SortedMap<String, String> texts) {
    return new ActiveAlert(rule, source, identity, true, sinceMs, last, labels, texts);
  }

  ActiveAlert labelled(SortedMap<String, String> others) {
    return new ActiveAlert(rule, source, identity, firing, sinceMs, last, others, annotations);
  }
}
