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

  /** Under a name of its own: the jar may be one of many in a JVM. */
  private static final String LOG_SETTINGS = "classpath:io/qtrace/worker/log4j2.properties";

  private ConnectWorker() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.getProperties().putIfAbsent("log4j2.configurationFile", LOG_SETTINGS);
    var environment = System.getenv();
    var worker = new ConnectDistributed().startConnect(WorkerSettings.of(environment));
    RestServerStop.leaveToConnect();
    FailedTasks.startAgain(worker.herder());
    var directory = environment.get("QTRACE_CONNECTORS");
    if (directory != null) {
      var files = DeclaredConnectors.in(Path.of(directory));
      new DeclaredConnectors(files, worker.rest().serverUrl(), Duration.ofSeconds(2)).submit();
    }
    worker.awaitStop();
  }
}
