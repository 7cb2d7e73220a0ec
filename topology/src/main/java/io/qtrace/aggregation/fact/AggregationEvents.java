package io.qtrace.aggregation.fact;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.sum.PaneSums;
import java.util.List;

/**
 * What the trace of one VM tells about aggregations, in its order. A chunk of it begins with {@link
 * #began} and ends with {@link #ended}, if it has events.
 */
public interface AggregationEvents {

  /** The VM is on this host. */
  void host(String name);

  /** A chunk's first event was then, in nanoseconds since the epoch. */
  void began(long epochNs);

  /** A chunk's last event was then. */
  void ended(long epochNs);

  /**
   * From now on these are in force; so they stay from chunk to chunk.
   *
   * @param ids of their shapes
   * @param isFromStart whether nothing of the trace comes before what follows
   */
  void inForce(List<Integer> ids, boolean isFromStart);

  /**
   * The trace has come so far.
   *
   * @param epochNs that time is certain; Long.MIN_VALUE: no time is
   * @param bytes of events since it was told last, before the one that made this certain
   */
  void progress(long epochNs, long bytes);

  /**
   * Events were lost.
   *
   * @param reachesOn whether events that are yet to come may have been lost with them, as behind
   *     QEMU's dropped records
   */
  void lost(long count, boolean reachesOn);

  /**
   * A run of events that an aggregation counts.
   *
   * @param id of its shape
   * @param sums to be used at once: they are filled again
   */
  void sums(int id, PaneSums sums);

  /**
   * An event that counts together with others.
   *
   * @param id of the aggregation's shape
   * @param occurrence to be used at once: it is filled again
   */
  void occurred(int id, Occurrence occurrence);

  /** Nothing comes any more. */
  void silence();
}
