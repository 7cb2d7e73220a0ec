package io.qtrace.aggregation.memory;

import io.qtrace.aggregation.evaluation.Evaluation;
import io.qtrace.aggregation.evaluation.Evaluation.Outcome;
import io.qtrace.aggregation.evaluation.KeptFields;
import io.qtrace.aggregation.evaluation.RememberedFields;
import io.qtrace.aggregation.memory.Changes.Change;
import io.qtrace.aggregation.spec.Source;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Kept;
import io.qtrace.aggregation.window.AggregationWindows;
import io.qtrace.aggregation.window.AggregationWindows.Span;
import io.qtrace.window.Times;
import io.qtrace.window.TraceClock;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Counts time in states, and how often they are entered, in the windows of one aggregation. Not
 * thread-safe.
 */
final class StateCounts {

  private final AggregationWindows windows;
  private final RememberedFields fields;
  private final Evaluation evaluation;
  private final PaneSums sums;
  private final long paneMs;
  private final boolean hasInitial;
  private final Input input = new Input();

  StateCounts(Shape shape, AggregationWindows windows) {
    var of = shape.aggregation();
    this.windows = windows;
    this.fields = shape.remembered().orElseThrow();
    this.evaluation = new Evaluation(of, fields.fields());
    this.sums = new PaneSums(shape);
    this.paneMs = shape.paneMs();
    this.hasInitial = ((Source.States) of.source()).initial().isPresent();
    input.kept = new Kept[fields.start().size()];
    Arrays.setAll(input.kept, i -> new Kept());
  }

  /** Whether an event says another state than one before it did. */
  boolean isOther(byte[] before, byte[] after) {
    return !Arrays.equals(value(before, 0), value(after, 0));
  }

  /** Whether an event says another state than it says was before. */
  boolean isOtherThanInitial(byte[] kept) {
    return !hasInitial || !Arrays.equals(value(kept, 1), value(kept, 0));
  }

  /** The bytes of one value. */
  private byte[] value(byte[] kept, int index) {
    var bytes = new ByteArrayInputStream(kept);
    var in = new DataInputStream(bytes);
    int from = 0;
    try {
      for (int i = 0; i <= index; i++) {
        from = kept.length - bytes.available();
        KeptFields.read(in, fields.start().subList(i, i + 1), i, input);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOfRange(kept, from, kept.length - bytes.available());
  }

  private void read(byte[] kept) {
    try {
      KeptFields.read(
          new DataInputStream(new ByteArrayInputStream(kept)), fields.start(), 0, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thing was in a state. */
  void span(byte[] kept, Span span) {
    if (!span.isEmpty()) {
      read(kept);
      if (counts(span)) {
        windows.add(span, this::sumsOf);
      }
    }
  }

  /**
   * A thing was in the state that its first event says was before. That counts in the windows of
   * the event alone: which of those before it are not closed yet depends on what else was traced.
   */
  void initialSpan(Change first, Span span) {
    if (hasInitial && !span.isEmpty()) {
      read(first.kept);
      var value = input.kept[0];
      input.kept[0] = input.kept[1];
      if (counts(span)) {
        windows.addAt(Times.ms(first.epochNs), span, this::sumsOf);
      }
      input.kept[0] = value;
    }
  }

  /** If not, no window is opened for it. */
  private boolean counts(Span span) {
    input.epochNs = span.fromNs();
    input.count = 0;
    return evaluation.of(input) == Outcome.COUNTED;
  }

  private PaneSums sumsOf(long ns) {
    input.latencyNs = ns;
    sums.clear();
    if (evaluation.of(input) == Outcome.COUNTED) {
      sums.add(evaluation.key(), evaluation.measures());
    }
    return sums;
  }

  /** A thing came into a state. */
  void entered(TraceClock clock, Change by) {
    read(by.kept);
    input.epochNs = by.epochNs;
    input.latencyNs = 0;
    input.count = 1;
    sums.begin(Math.floorDiv(Times.ms(by.epochNs), paneMs) * paneMs);
    switch (evaluation.of(input)) {
      case COUNTED -> sums.add(evaluation.key(), evaluation.measures());
      case FAILED -> sums.fail();
      case LEFT_OUT -> {
        return;
      }
    }
    windows.add(clock, sums);
  }
}
