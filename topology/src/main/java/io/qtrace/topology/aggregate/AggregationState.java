package io.qtrace.topology.aggregate;

import io.qtrace.aggregation.fact.FactReader;
import io.qtrace.aggregation.fact.Shapes;
import io.qtrace.aggregation.state.VmAggregations;
import io.qtrace.topology.vms.VmState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The aggregations of one VM, made of facts about its trace. */
record AggregationState(VmAggregations aggregations, Shapes shapes) implements VmState {

  @Override
  public void replay(byte[] facts) {
    FactReader.replay(facts, shapes, aggregations);
  }

  @Override
  public void encode(DataOutput out) throws IOException {
    aggregations.encode(out);
  }

  @Override
  public void decode(DataInput in) throws IOException {
    aggregations.decode(in);
  }

  @Override
  public boolean hasOpenWindows() {
    return aggregations.hasOpenWindows();
  }

  @Override
  public long memoryBytes(int snapshotBytes, int factsBytes) {
    return aggregations.memoryBytes();
  }

  @Override
  public long resultsSoFar() {
    return aggregations.resultsSoFar();
  }
}
