package io.qtrace.embedded;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends what broker, topology and clients log to a file instead of the terminal. */
public final class StackLog {
  private StackLog() {}

  /** From WARN on, qtrace's own from INFO on; rolls over at 10 MB and keeps three older files. */
  public static void toFile(Path file) {
    // The names are those in log4j2.properties.
    System.setProperty("qtrace.log.file", file.toAbsolutePath().toString());
    System.setProperty("qtrace.log.to", "file");
    System.setProperty("qtrace.log.own", "info");
    Configurator.reconfigure();
  }
}
