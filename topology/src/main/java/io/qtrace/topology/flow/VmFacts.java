package io.qtrace.topology.flow;

import io.qtrace.conversion.fact.MemoryFacts;
import java.io.ByteArrayOutputStream;

/**
 * What one Kafka record tells about its VM's memory, on its way to the conversions.
 *
 * @param facts as {@link io.qtrace.conversion.fact.MemoryFacts} writes them
 * @param timestampMs of the Kafka record
 * @param clockMs what the host's clock showed when the record was made
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record VmFacts(String vm, byte[] facts, Kind kind, long timestampMs, long clockMs) {

  public enum Kind {
    /** A raw record that only says how far the trace has come. */
    PROGRESS,
    /** A raw record that also says whether vCPUs run, which means nothing of most VMs. */
    RUN_STATES,
    /** A raw record with events about memory. */
    EVENTS,
    /** A layout; no facts if it is withdrawn. */
    LAYOUT,
    /** Nothing has come for long. */
    SILENCE,
    /** A raw record came and is set aside: there is more to come, later. */
    ASIDE,
    /** All that was set aside has come. */
    BACK
  }

  /** Nothing is expected of the VM's windows any more. */
  public static VmFacts silence(String vm) {
    var facts = new MemoryFacts();
    facts.silence();
    return new VmFacts(vm, facts.toByteArray(), Kind.SILENCE, 0, 0);
  }

  public static VmFacts aside(String vm, long timestampMs) {
    return new VmFacts(vm, new byte[0], Kind.ASIDE, timestampMs, 0);
  }

  public static VmFacts back(String vm) {
    return new VmFacts(vm, new byte[0], Kind.BACK, 0, 0);
  }

  /** Whether they only say how far the trace has come. */
  public boolean isQuiet() {
    return kind == Kind.PROGRESS;
  }

  /** The same, and before them that the host's clock showed this time. */
  public VmFacts behindClock(long epochMs) {
    var clock = new MemoryFacts();
    clock.hostClock(epochMs);
    var both = new ByteArrayOutputStream(facts.length + 16);
    both.writeBytes(clock.toByteArray());
    both.writeBytes(facts);
    return new VmFacts(vm, both.toByteArray(), Kind.EVENTS, timestampMs, epochMs);
  }

  public static Kind kindOf(MemoryFacts facts) {
    if (facts.isQuiet()) {
      return Kind.PROGRESS;
    }
    return facts.tellOfMemory() ? Kind.EVENTS : Kind.RUN_STATES;
  }
}
