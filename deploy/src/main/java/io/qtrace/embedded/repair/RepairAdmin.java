package io.qtrace.embedded.repair;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** The admin client that repairs are done with: it gives up on a broker that does not answer. */
final class RepairAdmin {

  private static final int PATIENCE_MS = 30_000;

  private RepairAdmin() {}

  /**
   * To be closed by the caller.
   *
   * @param bootstrap of the broker on this host
   * @param clientId names the repair in the broker's log
   */
  static Admin of(String bootstrap, String clientId) {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "default.api.timeout.ms",
            PATIENCE_MS,
            "client.id",
            clientId));
  }
}
