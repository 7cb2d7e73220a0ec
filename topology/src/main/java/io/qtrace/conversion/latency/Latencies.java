package io.qtrace.conversion.latency;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.outcome.Attributed;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The latencies of conversions, by direction: what percentiles of sums are made of, as percentiles
 * cannot be added up. Those of several windows can be added in any order. Not thread-safe.
 */
public final class Latencies {

  private static final double MEDIAN = 0.5;
  private static final double NEARLY_ALL = 0.99;

  private LatencySketch toShared;
  private LatencySketch toPrivate;

  /** None yet. */
  public Latencies() {
    this(new LatencySketch(), new LatencySketch());
  }

  private Latencies(LatencySketch toShared, LatencySketch toPrivate) {
    this.toShared = toShared;
    this.toPrivate = toPrivate;
  }

  public void add(Attributed conversion) {
    if (conversion.hasLatency()) {
      add(conversion.event().to(), conversion.latencyNs());
    }
  }

  /**
   * Adds that of one conversion.
   *
   * @param ns nanoseconds, an hour at most
   */
  public void add(MemoryState to, long ns) {
    of(to).add(ns);
  }

  /** Takes back what was added, which has to be as it was then. */
  public void remove(Attributed conversion) {
    if (conversion.hasLatency()) {
      of(conversion.event().to()).remove(conversion.latencyNs());
    }
  }

  private LatencySketch of(MemoryState to) {
    return to == MemoryState.SHARED ? toShared : toPrivate;
  }

  /** Adds all of another window. */
  public void add(Latencies more) {
    toShared.add(more.toShared);
    toPrivate.add(more.toPrivate);
  }

  /** Sets count, percentiles and maximum of the sum from these. */
  public void describe(ConversionRollup sum) {
    sum.setLatencyToSharedCount(toShared.count());
    sum.setLatencyToSharedP50Ns(toShared.atQuantile(MEDIAN));
    sum.setLatencyToSharedP99Ns(toShared.atQuantile(NEARLY_ALL));
    sum.setLatencyToSharedMaxNs(toShared.maxNs());
    sum.setLatencyToPrivateCount(toPrivate.count());
    sum.setLatencyToPrivateP50Ns(toPrivate.atQuantile(MEDIAN));
    sum.setLatencyToPrivateP99Ns(toPrivate.atQuantile(NEARLY_ALL));
    sum.setLatencyToPrivateMaxNs(toPrivate.maxNs());
  }

  public void describe(RamBlockConversions window) {
    window.setLatencyToSharedCount(toShared.count());
    window.setLatencyToSharedP50Ns(toShared.atQuantile(MEDIAN));
    window.setLatencyToSharedP99Ns(toShared.atQuantile(NEARLY_ALL));
    window.setLatencyToSharedMaxNs(toShared.maxNs());
    window.setLatencyToPrivateCount(toPrivate.count());
    window.setLatencyToPrivateP50Ns(toPrivate.atQuantile(MEDIAN));
    window.setLatencyToPrivateP99Ns(toPrivate.atQuantile(NEARLY_ALL));
    window.setLatencyToPrivateMaxNs(toPrivate.maxNs());
  }

  /** Writes all; the same latencies give the same bytes. {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    toShared.encode(out);
    toPrivate.encode(out);
  }

  /**
   * Reads what {@link #encode} wrote, and no byte more.
   *
   * @throws IOException if the bytes end before
   */
  public static Latencies decode(DataInput in) throws IOException {
    return new Latencies(LatencySketch.decode(in), LatencySketch.decode(in));
  }
}
