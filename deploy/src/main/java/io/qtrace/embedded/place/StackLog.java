package io.qtrace.embedded.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends what broker, topology and clients log to a file instead of the terminal. */
public final class StackLog {
  private StackLog() {}

  /** From WARN on, qtrace's own from INFO on; rolls over at 10 MB and keeps three older files. */
  public static void toFile(Path file) {
    var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      PrivateFiles.directory(directory);
    } catch (IOException e) {
      return; // Who opens the data directory next says why it cannot be used.
    }
    if (!Files.isWritable(directory)) {
      return; // The same.
    }
    // The names are those in log4j2.properties.
    System.setProperty("qtrace.log.file", file.toAbsolutePath().toString());
    System.setProperty("qtrace.log.to", "file");
    System.setProperty("qtrace.log.own", "info");
    Configurator.reconfigure();
  }
}
