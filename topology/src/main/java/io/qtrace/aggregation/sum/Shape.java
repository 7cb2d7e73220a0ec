package io.qtrace.aggregation.sum;

import static java.util.stream.Collectors.joining;

import io.qtrace.aggregation.evaluation.RememberedFields;
import io.qtrace.aggregation.measure.State;
import io.qtrace.aggregation.measure.States;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.value.Type;
import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An aggregation and what types its fields have with some definitions.
 *
 * @param groups by group field
 * @param measures by measure: of its argument, BOOL without one
 * @param remembered what is kept of events until others come; empty if each counts on its own
 */
public record Shape(
    Aggregation aggregation,
    List<Type> groups,
    List<Type> measures,
    Optional<RememberedFields> remembered) {

  /** With the entry of the map that it is in. */
  private static final int KEY_BYTES = 256;

  private static final int NUMBER_BYTES = 64;
  private static final long MOST_REMEMBERED_MS = 10_000;

  /** So often sessions are looked at; an event may be late by so much more than the grace. */
  private static final long SESSION_PANE_MS = 1000;

  /** Of hundreds of values; 16 KiB is the most. */
  private static final int SKETCH_BYTES = 4 << 10;

  private static final int HEX = 16;
  private static final int DIGITS = 8;

  public Shape {
    groups = List.copyOf(groups);
    measures = List.copyOf(measures);
  }

  /** Of the types of groups, measures, and what is remembered, in this order. */
  public static Shape of(Aggregation aggregation, List<Type> types) {
    int groups = aggregation.groupBy().size();
    int all = groups + aggregation.measures().size();
    var kept = types.subList(all, types.size());
    return new Shape(
        aggregation,
        types.subList(0, groups),
        types.subList(groups, all),
        RememberedFields.areOf(aggregation)
            ? Optional.of(RememberedFields.of(aggregation, kept))
            : Optional.empty());
  }

  /** The same of a declaration that means the same. */
  public Shape with(Aggregation same) {
    return new Shape(same, groups, measures, remembered);
  }

  /** Whether results and state of the two are alike. */
  public boolean isLike(Shape other) {
    return types().equals(other.types());
  }

  /** A hash of what the aggregation means and of its types: what state is kept under. */
  public int id() {
    var text = aggregation.identity() + " " + types();
    var hash = Definitions.fingerprintOf(text.getBytes(StandardCharsets.UTF_8));
    return Integer.parseUnsignedInt(hash.substring(0, DIGITS), HEX);
  }

  /** The types as one text. */
  public String types() {
    var all = new ArrayList<>(groups);
    all.addAll(measures);
    remembered.ifPresent(
        kept -> {
          all.addAll(kept.start());
          all.addAll(kept.end());
        });
    return all.stream().map(Type::name).collect(joining(","));
  }

  /**
   * Between the times at which any window begins or ends. All windows of a length are whole
   * multiples of how far they advance. Of states less, as events are remembered until the pane is
   * over. Sessions begin and end at any time, but count as over when a pane is.
   */
  public long paneMs() {
    if (aggregation.session().isPresent()) {
      return SESSION_PANE_MS;
    }
    long pane = 0;
    for (var window : aggregation.windows()) {
      pane = greatestCommonDivisor(window.advanceMs(), pane);
    }
    return aggregation.isOfStates() ? part(pane) : pane;
  }

  /** So near to each other events are that are summed up; of sessions each is told on its own. */
  public long sumMs() {
    return aggregation.session().isPresent() ? 1 : paneMs();
  }

  /** The longest whole part of it that is not too long. */
  private static long part(long pane) {
    long parts = (pane + MOST_REMEMBERED_MS - 1) / MOST_REMEMBERED_MS;
    while (pane % parts != 0) {
      parts++;
    }
    return pane / parts;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** What a group takes up in memory, about: its key, and its measures with some values each. */
  public long groupBytes() {
    long bytes = KEY_BYTES;
    for (var measure : aggregation.measures()) {
      bytes +=
          switch (measure.kind()) {
            case COUNT, RATE, SUM, MIN, MAX, AVG, LAST, TIME_IN, TRANSITIONS -> NUMBER_BYTES;
            case DISTINCT, QUANTILES -> SKETCH_BYTES;
          };
    }
    return bytes;
  }

  /** Nothing measured yet. */
  List<State> states() {
    var states = new ArrayList<State>(measures.size());
    for (int i = 0; i < measures.size(); i++) {
      states.add(States.of(aggregation.measures().get(i), measures.get(i)));
    }
    return states;
  }
}
