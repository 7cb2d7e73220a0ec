package io.qtrace.embedded.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;

/**
 * The broker's last words for people. Kafka halts the JVM when it cannot write its log, behind
 * stack traces that do not say what to do.
 */
final class BrokerHalt {

  /** Kafka wants a segment's index before anything else, of 10 MiB. */
  private static final long FULL_BELOW_BYTES = 10 << 20;

  private BrokerHalt() {}

  /** For the whole process, in which there is one broker at a time. */
  static void sayWhy(Path directory, PrintStream err) {
    Exit.setHaltProcedure(
        (status, message) -> {
          err.println("qtrace: " + sentence(directory, freeBytes(directory)));
          err.flush();
          Runtime.getRuntime().halt(status);
        });
  }

  private static long freeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  static String sentence(Path directory, long freeBytes) {
    return freeBytes < FULL_BELOW_BYTES
        ? "the disk is full: the embedded broker cannot write to %s; free some space and start qtrace again, which goes on where it was"
            .formatted(directory)
        : "the embedded broker cannot go on with %s; why is said above; look at the disk, and start qtrace again, which goes on where it was"
            .formatted(directory);
  }
}
