package io.qtrace.connect;

import io.qtrace.worker.RestServerStop;
import java.util.HashMap;
import org.apache.kafka.connect.cli.ConnectDistributed;

/** A distributed Connect worker in a JVM that a test may kill. */
final class WorkerMain {

  private WorkerMain() {}

  /** Arguments: the worker's settings, {@code name=value}. */
  public static void main(String[] arguments) {
    var settings = new HashMap<String, String>();
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    var worker = new ConnectDistributed().startConnect(settings);
    RestServerStop.leaveToConnect();
    worker.awaitStop();
  }
}
