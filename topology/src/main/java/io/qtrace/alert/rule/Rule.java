package io.qtrace.alert.rule;

import io.qtrace.alert.cel.Condition;
import io.qtrace.alert.cel.Template;
import io.qtrace.alert.window.Scope;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rule, checked and compiled.
 *
 * @param name of the alert; no other rule of the file has it
 * @param window the length of the windows it looks at; empty: windows of every length, each with
 *     alerts of their own
 * @param when the alert's condition
 * @param hold how long the condition has to hold before the alert fires, event time; may be zero
 * @param absentAfter how long after the last window's end the next one may begin; empty: see {@link
 *     #absentAfter(long)}
 * @param labels the rule's own, without those that identify an alert
 * @param annotations texts for people, by name
 */
public record Rule(
    String name,
    Scope over,
    Optional<Duration> window,
    Condition when,
    Duration hold,
    Optional<Duration> absentAfter,
    SortedMap<String, String> labels,
    SortedMap<String, Template> annotations) {

  /** The label that has a window's length. */
  static final String WINDOW = "window";

  private static final int ABSENT_WINDOWS = 3;
  private static final Duration ABSENT_SLACK = Duration.ofMinutes(1);

  public Rule {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /** Whether results of this scope and length are the rule's business. */
  public boolean covers(WindowResult result) {
    return result.scope() == over
        && (window.isEmpty() || window.get().toMillis() == result.lengthMs());
  }

  /**
   * How long after the last window's end the next one may begin before its result counts as absent,
   * in milliseconds: three windows and a minute unless the rule says otherwise.
   */
  public long absentAfter(long windowMs) {
    return absentAfter
        .map(Duration::toMillis)
        .orElse(ABSENT_WINDOWS * windowMs + ABSENT_SLACK.toMillis());
  }

  /**
   * What tells the alert of this result from others of the rule. A rule over windows of all lengths
   * has alerts for each length, since a minute may be calm that has ten bad seconds.
   */
  public SortedMap<String, String> identityOf(WindowResult result) {
    if (window.isPresent()) {
      return result.identity();
    }
    var identity = new TreeMap<>(result.identity());
    identity.put(WINDOW, Durations.print(Duration.ofMillis(result.lengthMs())));
    return Collections.unmodifiableSortedMap(identity);
  }

  /** The rule's labels and those that identify whose alert it is. */
  public SortedMap<String, String> labelsOf(Map<String, String> identity) {
    var all = new TreeMap<>(labels);
    all.putAll(identity);
    return Collections.unmodifiableSortedMap(all);
  }

  /** The annotations with the values of a result in their places. */
  public SortedMap<String, String> annotationsOf(WindowResult result) {
    var filled = new TreeMap<String, String>();
    annotations.forEach((name, template) -> filled.put(name, template.fill(result)));
    return Collections.unmodifiableSortedMap(filled);
  }
}
