package io.qtrace.alert;

import io.qtrace.alert.Transition.State;
import io.qtrace.alert.cel.EvaluationFailedException;
import io.qtrace.alert.rule.Rule;
import io.qtrace.alert.rule.Rules;
import io.qtrace.alert.window.WindowResult;
import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * The alerts of one task: what is pending or firing, and what each result, and the lack of one,
 * makes of it. All times are event time unless they are called wall-clock time. Not thread-safe.
 */
public final class AlertBook {

  /** Where changes go. */
  public interface Journal {

    /** Replaces what is kept under the alert's id. */
    void keep(ActiveAlert alert);

    /** Removes what is kept under the id. */
    void forget(String id);

    void publish(Transition transition);

    /** A condition has no value for a result; the alert stays as it is. */
    void failed(Rule rule, String reason);
  }

  /**
   * @param seenAtMs {@link PassingTime} when its last result came
   * @param dueMs {@link PassingTime} at which it is resolved if none comes
   */
  private record Tracked(ActiveAlert alert, long seenAtMs, long dueMs) {}

  private record Due(long dueMs, String id) {}

  private final Journal journal;
  private final PassingTime time;
  private final Map<String, Tracked> active = new HashMap<>();

  /** What is due first comes first: results come far more often than anything is due. */
  private final NavigableSet<Due> due =
      new TreeSet<>(Comparator.comparingLong(Due::dueMs).thenComparing(Due::id));

  private Rules rules = Rules.NONE;

  /**
   * Begins without rules: {@link #use} comes first.
   *
   * @param kept what the journal kept when the task ended the last time; each of these alerts has
   *     the whole time again until its result counts as absent
   * @param wallMs wall-clock time now
   */
  public AlertBook(Collection<ActiveAlert> kept, long wallMs, Journal journal) {
    this.journal = journal;
    this.time = new PassingTime(wallMs);
    kept.forEach(alert -> track(alert, time.passedMs()));
  }

  /** From now on these rules hold. Alerts that do not fit them any more are resolved. */
  public void use(Rules changed) {
    if (changed != rules) {
      rules = changed;
      alerts().forEach(this::adapt);
      // How long a result may be absent has changed, perhaps.
      List.copyOf(active.values()).forEach(alert -> track(alert.alert, alert.seenAtMs));
    }
  }

  private void track(ActiveAlert alert, long seenAtMs) {
    var id = alert.id();
    long windowMs = alert.last().lengthMs();
    // The next window may begin that late, and its result comes when it ends.
    long dueMs =
        rules
            .find(alert.rule())
            .map(rule -> seenAtMs + rule.absentAfter(windowMs) + windowMs)
            .orElse(Long.MAX_VALUE);
    untrack(id);
    active.put(id, new Tracked(alert, seenAtMs, dueMs));
    due.add(new Due(dueMs, id));
  }

  private void untrack(String id) {
    var tracked = active.remove(id);
    if (tracked != null) {
      due.remove(new Due(tracked.dueMs, id));
    }
  }

  /** A window's result has come. */
  public void result(WindowResult result) {
    time.result(result.endMs());
    for (var rule : rules.over(result.scope())) {
      if (rule.covers(result)) {
        evaluate(rule, result);
      }
    }
    resolveAbsent();
  }

  /** Some wall-clock time has passed. */
  public void tick(long wallMs) {
    time.tick(wallMs);
    resolveAbsent();
  }

  private List<ActiveAlert> alerts() {
    return active.values().stream().map(Tracked::alert).toList();
  }

  private void evaluate(Rule rule, WindowResult result) {
    boolean holds;
    try {
      holds = rule.when().holds(result);
    } catch (EvaluationFailedException e) {
      journal.failed(rule, String.valueOf(e.getMessage()));
      return;
    }
    var tracked = active.get(ActiveAlert.id(rule.name(), rule.identityOf(result)));
    var alert = tracked == null ? null : tracked.alert();
    if (alert != null && result.endMs() <= alert.last().endMs()) {
      return; // seen already, or older than what was seen
    }
    if (alert != null && hasGap(rule, alert, result)) {
      resolveAbsent(rule, alert);
      alert = null;
    }
    if (!holds && alert != null) {
      resolve(alert, result.endMs(), "no longer: " + rule.when().explained(result));
    } else if (holds && alert != null) {
      carryOn(rule, alert, result);
    } else if (holds) {
      begin(rule, result);
    }
  }

  private static boolean hasGap(Rule rule, ActiveAlert alert, WindowResult next) {
    return next.startMs() - alert.last().endMs() >= rule.absentAfter(alert.last().lengthMs());
  }

  private void begin(Rule rule, WindowResult result) {
    var identity = rule.identityOf(result);
    boolean fires = isHeld(rule, result.startMs(), result);
    var alert =
        new ActiveAlert(
            rule.name(),
            source(rule),
            identity,
            fires,
            result.startMs(),
            ActiveAlert.Window.of(result),
            rule.labelsOf(identity),
            rule.annotationsOf(result));
    keep(alert);
    publish(alert, result.endMs(), rule.when().explained(result));
  }

  private void carryOn(Rule rule, ActiveAlert before, WindowResult result) {
    var alert = before.seen(ActiveAlert.Window.of(result));
    if (alert.firing() || !isHeld(rule, alert.sinceMs(), result)) {
      keep(alert);
      return;
    }
    var firing = alert.fired(rule.annotationsOf(result));
    keep(firing);
    publish(firing, result.endMs(), rule.when().explained(result));
  }

  private static boolean isHeld(Rule rule, long sinceMs, WindowResult result) {
    return result.endMs() - sinceMs >= rule.hold().toMillis();
  }

  private static ActiveAlert.Source source(Rule rule) {
    return new ActiveAlert.Source(rule.over(), rule.window().map(Duration::toMillis).orElse(0L));
  }

  private void publish(ActiveAlert alert, long atMs, String reason) {
    var state = alert.firing() ? State.FIRING : State.PENDING;
    journal.publish(Transition.of(alert, state, atMs, reason));
  }

  private void keep(ActiveAlert alert) {
    track(alert, time.passedMs());
    journal.keep(alert);
  }

  private void resolve(ActiveAlert alert, long atMs, String reason) {
    untrack(alert.id());
    journal.forget(alert.id());
    journal.publish(Transition.of(alert, State.RESOLVED, atMs, reason));
  }

  private void resolveAbsent() {
    while (!due.isEmpty() && due.first().dueMs <= time.passedMs()) {
      var tracked = active.get(due.first().id);
      if (tracked == null) {
        throw new IllegalStateException("an alert is due that is not there");
      }
      resolveAbsent(rules.find(tracked.alert.rule()).orElseThrow(), tracked.alert);
    }
  }

  private void resolveAbsent(Rule rule, ActiveAlert alert) {
    long absentAfterMs = rule.absentAfter(alert.last().lengthMs());
    resolve(
        alert,
        alert.last().endMs() + absentAfterMs,
        "no result for " + Durations.print(Duration.ofMillis(absentAfterMs)));
  }

  /** Makes an alert fit the rules, which may have changed since it began. */
  private void adapt(ActiveAlert alert) {
    var rule = rules.find(alert.rule()).orElse(null);
    long atMs = alert.last().endMs();
    if (rule == null) {
      resolve(alert, atMs, "rule removed");
    } else if (!source(rule).equals(alert.source())) {
      resolve(alert, atMs, "rule changed: it looks at other results now");
    } else {
      relabel(alert, rule.labelsOf(alert.identity()));
    }
  }

  /** With other labels it is another alert for everybody who reads the topic. */
  private void relabel(ActiveAlert alert, SortedMap<String, String> labels) {
    if (labels.equals(alert.labels())) {
      return;
    }
    var reason = "rule changed: other labels";
    long atMs = alert.last().endMs();
    resolve(alert, atMs, reason);
    var same = alert.labelled(labels);
    keep(same);
    publish(same, atMs, reason);
  }
}
