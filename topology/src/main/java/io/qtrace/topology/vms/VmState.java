package io.qtrace.topology.vms;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is known of one VM, made of facts: the same facts in the same order make the same state and
 * have the same results. Not thread-safe.
 */
public interface VmState {

  /** Takes in facts; their results are passed on. */
  void replay(byte[] facts);

  /** Writes all of it. */
  void encode(DataOutput out) throws IOException;

  /** Reads what {@link #encode} wrote into this state, which has to be new. */
  void decode(DataInput in) throws IOException;

  /** Whether silence would have results. */
  boolean hasOpenWindows();

  /**
   * What it takes up in memory, estimated without a walk through all of it.
   *
   * @param snapshotBytes of its last snapshot; 0 before the first
   * @param factsBytes of facts since
   */
  long memoryBytes(int snapshotBytes, int factsBytes);

  /** How many results there were, since this object was made. */
  long resultsSoFar();
}
