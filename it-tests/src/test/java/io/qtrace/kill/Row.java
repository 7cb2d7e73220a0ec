package io.qtrace.kill;

import io.qtrace.kill.Stack.Signal;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * What a cycle of {@link KillAtCommitIT} was like, for the table that it prints.
 *
 * @param state of the transaction when the victim was killed
 * @param readySeconds from the kill until the victim was ready again
 * @param lost events of all VMs that are missing
 * @param doubled events of all VMs that are there again
 * @param stable whether who reads committed records reaches the end of every partition
 */
record Row(
    int cycle,
    boolean aged,
    Victim victim,
    Signal signal,
    TransactionState state,
    double readySeconds,
    int lost,
    int doubled,
    boolean stable) {

  static final String HEAD =
      "cycle directory victim          signal at             ready  lost doubled LSO=HW";

  @Override
  public String toString() {
    return "%5d %-9s %-15s %-6s %-14s %5.1f %5d %7d %s"
        .formatted(
            cycle,
            aged ? "aged" : "fresh",
            victim,
            signal,
            state,
            readySeconds,
            lost,
            doubled,
            stable);
  }
}
