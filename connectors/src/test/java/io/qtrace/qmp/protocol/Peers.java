package io.qtrace.qmp.protocol;

import io.qtrace.qmp.Peer;
import io.qtrace.qmp.Peer.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A peer at a socket, and clients of it, which are closed with it. */
final class Peers {

  /** For peers that have to be given up. */
  static final QmpClient.Timeouts SHORT =
      new QmpClient.Timeouts(Duration.ofMillis(300), Duration.ofMillis(300));

  /** For those that answer, however slow the machine is. */
  static final QmpClient.Timeouts PATIENT =
      new QmpClient.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20));

  private final Path socket;
  private final QmpClient.Timeouts timeouts;
  private final List<AutoCloseable> open = new ArrayList<>();

  Peers(Path socket, QmpClient.Timeouts timeouts) {
    this.socket = socket;
    this.timeouts = timeouts;
  }

  Path socket() {
    return socket;
  }

  /** Returns the socket. */
  Path at(Behaviour behaviour) throws IOException {
    open.add(Peer.at(socket, behaviour));
    return socket;
  }

  /** A client that is told of resets. */
  QmpClient client(Behaviour behaviour) throws IOException {
    var client = QmpClient.connect(at(behaviour), timeouts, Set.of("RESET"));
    open.add(client);
    return client;
  }

  void add(AutoCloseable other) {
    open.add(other);
  }

  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }
}
