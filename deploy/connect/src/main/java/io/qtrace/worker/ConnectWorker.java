package io.qtrace.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.connect.cli.ConnectDistributed;

/**
 * A distributed worker of Kafka Connect, configured by {@linkplain WorkerSettings environment
 * variables}. {@code QTRACE_CONNECTORS} names a directory whose files {@code <name>.json} are
 * connectors: each is created, or changed to what the file says, when the worker starts. SIGTERM
 * stops it in order.
 */
public final class ConnectWorker {

  private ConnectWorker() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var environment = System.getenv();
    var worker = new ConnectDistributed().startConnect(WorkerSettings.of(environment));
    RestServerStop.leaveToConnect();
    var directory = environment.get("QTRACE_CONNECTORS");
    if (directory != null) {
      var files = DeclaredConnectors.in(Path.of(directory));
      new DeclaredConnectors(files, worker.rest().serverUrl(), Duration.ofSeconds(2)).submit();
    }
    worker.awaitStop();
  }
}
