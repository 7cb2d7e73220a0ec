package io.qtrace.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Definitions of whole QEMU versions, where this machine has some: the distribution's file, and
 * those of the directory that {@code -Dqtrace.test.data} names.
 */
public final class QemuVersions {

  private static final Path DISTRIBUTION = Path.of("/usr/share/qemu/trace-events-all");

  private QemuVersions() {}

  public static List<Path> files() {
    var files = new ArrayList<Path>();
    if (Files.exists(DISTRIBUTION)) {
      files.add(DISTRIBUTION);
    }
    var data = System.getProperty("qtrace.test.data", "");
    if (!data.isEmpty()) {
      try (var listed = Files.list(Path.of(data, "events"))) {
        listed
            .filter(f -> f.getFileName().toString().startsWith("trace-events-all"))
            .forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
