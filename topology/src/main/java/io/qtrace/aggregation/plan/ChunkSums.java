package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.fact.AggregationEvents;
import io.qtrace.aggregation.fact.AggregationFacts;
import io.qtrace.aggregation.value.Input;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import io.qtrace.window.Times;
import io.qtrace.window.TraceClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the events of one chunk, by aggregation, pane and group, and tells what its VM's state
 * has to know of their order: what comes between two sums is told between them. So it knows nothing
 * of what came before the chunk. For the definitions of one QEMU; reused from chunk to chunk; not
 * thread-safe.
 */
public final class ChunkSums {

  /** Bytes of a record of the simple format without arguments. */
  private static final int SMALLEST_EVENT = 32;

  /**
   * Before so long a jump the time is told, as a first event may stand alone there. Half of what is
   * far, for the state may know an earlier time of the pane.
   */
  private static final long JUMP_NS = TraceClock.FAR_NS / 2;

  private record Step(Fit.Plan plan, Summing sums) {}

  private final Input input = Fitting.input();
  private final List<Summing> all = new ArrayList<>();

  /** By index of the definition; those of every event are in each. */
  private final List<List<Step>> steps;

  private final List<Step> ofDropped;

  private AggregationEvents to = new AggregationFacts();
  private TraceClock clock = new TraceClock();
  private boolean hasEvents;
  private long lastNs;

  /** Before that the time that has passed means nothing to anybody. */
  private long nextCutNs = Long.MIN_VALUE;

  private long untoldBytes;
  private long toldNs = Long.MIN_VALUE;
  private @Nullable InForce inForce;

  private record InForce(List<Integer> ids, boolean isFromStart) {}

  /**
   * @param active of the definitions that the events are of
   * @param definitions how many there are
   * @param grace how long after its end a window takes events
   */
  public ChunkSums(List<Fit.Active> active, int definitions, Duration grace) {
    var sums =
        active.stream()
            .map(fit -> Map.entry(fit.plans(), new Summing(fit.shape(), grace)))
            .toList();
    sums.forEach(entry -> all.add(entry.getValue()));
    ofDropped = steps(sums, Fitting.DROPPED);
    var ofEvery = steps(sums, Fitting.ANY);
    steps = new ArrayList<>(definitions);
    for (int i = 0; i < definitions; i++) {
      var own = steps(sums, i);
      var both = new ArrayList<>(own);
      both.addAll(ofEvery);
      steps.add(own.isEmpty() ? ofEvery : List.copyOf(both));
    }
  }

  private static List<Step> steps(List<Map.Entry<Fit.Plans, Summing>> all, int index) {
    return all.stream()
        .filter(entry -> entry.getKey().byDefinition.containsKey(index))
        .map(
            entry ->
                new Step(
                    Objects.requireNonNull(entry.getKey().byDefinition.get(index)),
                    entry.getValue()))
        .toList();
  }

  /** A chunk begins. */
  public void begin(AggregationEvents next) {
    to = next;
    clock = new TraceClock();
    hasEvents = false;
    nextCutNs = Long.MIN_VALUE;
    untoldBytes = 0;
    toldNs = Long.MIN_VALUE;
    inForce = null;
    all.forEach(sums -> sums.begin(next));
  }

  /**
   * From the chunk's first event on these are in force; that is told once its time is. A chunk
   * without events does not tell it, for where windows of others begin goes by the time; at the
   * start of a trace there are no others.
   */
  public void inForce(List<Integer> ids, boolean isFromStart) {
    inForce = new InForce(ids, isFromStart);
  }

  private void tellWhatIsInForceFromStart() {
    if (inForce != null && inForce.isFromStart) {
      tellWhatIsInForce();
    }
  }

  private void tellWhatIsInForce() {
    if (inForce != null) {
      to.inForce(inForce.ids, inForce.isFromStart);
      inForce = null;
    }
  }

  /** Any event of the chunk. */
  public void event(RawEvent event, long epochNs) {
    boolean isLater = clock.event(epochNs);
    if ((isLater && clock.nowNs() >= nextCutNs) || jumpsTo(epochNs)) {
      cut();
    }
    if (!hasEvents) {
      hasEvents = true;
      tellWhatIsInForceFromStart();
      all.forEach(Summing::tell); // dropped records before it: its time may end their windows
      to.began(epochNs);
      tellWhatIsInForce();
    }
    lastNs = epochNs;
    var own = steps.get(event.definition);
    if (!own.isEmpty()) {
      input.event = event;
      input.epochNs = epochNs;
      for (int i = 0; i < own.size(); i++) {
        own.get(i).plan.accept(input, own.get(i).sums);
      }
    }
    untoldBytes += event.to - event.from;
  }

  private boolean jumpsTo(long epochNs) {
    return epochNs > clock.nowNs() + JUMP_NS && clock.hasTime() && clock.nowNs() > toldNs;
  }

  /** A window may begin or end now: what belongs before that has to be told before. */
  private void cut() {
    nextCutNs = Long.MAX_VALUE;
    for (var sums : all) {
      nextCutNs = Math.min(nextCutNs, sums.comeTo(Times.ms(clock.nowNs())));
    }
    tellProgress();
  }

  private void tellProgress() {
    toldNs = clock.hasTime() ? clock.nowNs() : Long.MIN_VALUE;
    to.progress(toldNs, untoldBytes);
    untoldBytes = 0;
  }

  /** QEMU lost events, and said so at that time. */
  public void dropped(long epochNs, long count) {
    tellWhatIsInForceFromStart(); // sessions are told of it at once
    lost(count, true);
    input.epochNs = epochNs;
    input.count = count;
    for (var step : ofDropped) {
      step.plan.accept(input, step.sums);
    }
  }

  /** Bytes that could not be decoded are lost as much as what QEMU lost, if they were events. */
  public void rejected(Rejection reason, int bytes) {
    switch (reason) {
      case DAMAGED -> lost(Math.max(1, bytes / SMALLEST_EVENT), false);
      case TRUNCATED, MISMATCH, UNMAPPED_ID -> lost(1, false);
      case NO_HEADER, UNSUPPORTED_VERSION, UNKNOWN_EVENT -> {}
    }
  }

  private void lost(long count, boolean reachesOn) {
    all.forEach(Summing::tell);
    tellProgress();
    to.lost(count, reachesOn);
  }

  /** The chunk ends; tells the rest. */
  public void end() {
    tellWhatIsInForceFromStart();
    all.forEach(Summing::tell);
    tellProgress();
    if (hasEvents) {
      to.ended(lastNs);
    }
  }
}
