package io.qtrace.topology.attribute;

import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.topology.vms.VmState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The conversions of one VM, made of facts about its memory. */
record ConversionState(VmConversions conversions) implements VmState {

  /** What a VM takes up in memory with little shared: docs/performance.md. */
  private static final int OWN_BYTES = 10 << 10;

  /** Of a byte of its snapshot: measured were 1.5. */
  private static final int MEMORY_PER_STORED = 2;

  /** Before the first snapshot; most facts are of pages that go back and forth. */
  private static final int FACTS_PER_MEMORY = 16;

  @Override
  public void replay(byte[] facts) {
    MemoryFacts.replay(facts, conversions);
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    conversions.encode(out);
  }

  @Override
  public void decode(DataInput in) throws IOException {
    conversions.decode(in);
  }

  @Override
  public boolean hasOpenWindows() {
    return conversions.hasOpenWindows();
  }

  @Override
  public long memoryBytes(int snapshotBytes, int factsBytes) {
    long known =
        snapshotBytes > 0
            ? (long) MEMORY_PER_STORED * snapshotBytes
            : factsBytes / FACTS_PER_MEMORY;
    return OWN_BYTES + known;
  }

  @Override
  public long resultsSoFar() {
    return conversions.resultsSoFar();
  }
}
