package io.qtrace.topology.attribute;

import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.topology.vms.VmState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The conversions of one VM, made of facts about its memory. */
record ConversionState(VmConversions conversions) implements VmState {

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
  public long resultsSoFar() {
    return conversions.resultsSoFar();
  }
}
