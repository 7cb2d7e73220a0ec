package io.qtrace.host;

import io.qtrace.allowed.Allowed;
import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's {@code trace-events-all}, which a package upgrade may replace at any time. Not
 * thread-safe.
 */
public final class DefinitionsFile {

  private static final Logger log = LoggerFactory.getLogger(DefinitionsFile.class);

  private static final int MAX_WARNINGS = 5;

  private final Path file;
  private FileVersion version = FileVersion.NONE;
  private Optional<Definitions> definitions = Optional.empty();
  private boolean warned;

  public DefinitionsFile(Path file) {
    this.file = file;
  }

  /**
   * What the file says now. While it cannot be read, or is wrong, that is what it said last: an
   * upgrade in progress must not stop the traces.
   *
   * @return empty if it never could be read; the log says why
   */
  public Optional<Definitions> current() {
    var present = FileVersion.of(file);
    if (!present.equals(version) || (definitions.isEmpty() && !warned)) {
      version = present;
      read();
    }
    return definitions;
  }

  private void read() {
    try {
      var present = parse(file);
      definitions = Optional.of(present);
      warned = false;
      present.warning(MAX_WARNINGS).ifPresent(text -> log.warn("{}: {}", file, text));
    } catch (IllegalArgumentException e) {
      warned = true;
      log.error("{}", e.getMessage());
    }
  }

  /** Decompressed, if need be. */
  private static byte[] text(Path file) throws IOException {
    var bytes = new ByteArrayInputStream(Allowed.paths().read(file));
    try (var trace = TraceBytes.ofStream(bytes, 0)) {
      byte[] text = trace.bytes().readAllBytes();
      trace.verify();
      return text;
    }
  }

  /**
   * @throws IllegalArgumentException saying why the file is of no use, and what to do
   */
  public static Definitions parse(Path file) {
    try {
      return Definitions.parseNamed(file.toString(), text(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          ("%s cannot be read (%s); install the package that has QEMU's trace-events-all"
                  + " (Debian: qemu-system-common), or set definitions.file to where it is")
              .formatted(file, e),
          e);
    }
  }
}
