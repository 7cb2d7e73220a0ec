package io.qtrace.kill;

/**
 * Who is killed, and at whose commit.
 *
 * @see CommitPoint
 */
enum Victim {
  UP_AT_SEND("up", "qtrace-send-"),
  UP_AT_STAGE("up", "qtrace-"),
  UP_AT_CONNECTOR("up", "qtrace-connect-traces"),
  RUN("run", "qtrace-"),
  WORKER("worker", "connect-killed"),
  SEND("send", "qtrace-send-");

  final String process;

  /** What the transactional id begins with whose commit is awaited. */
  final String committer;

  Victim(String process, String committer) {
    this.process = process;
    this.committer = committer;
  }

  /** The stage's ids begin as all others do. */
  boolean commitsAs(String transactionalId) {
    boolean others =
        transactionalId.startsWith("qtrace-send-") || transactionalId.startsWith("qtrace-connect-");
    return transactionalId.startsWith(committer) && (!committer.equals("qtrace-") || !others);
  }
}
