package io.qtrace.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.allowed.Allowed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present {@link VmNames}: those of the configuration with the mapping file as it is now. While
 * the file cannot be read or is wrong, what it said last applies. Not thread-safe.
 */
public final class VmMapping {

  private static final Logger log = LoggerFactory.getLogger(VmMapping.class);

  private final Optional<Path> file;
  private final VmNames base;

  private FileVersion version = FileVersion.NONE;
  private VmNames names;

  /**
   * @param file its lines are those of {@link VmNames#withMapping}; empty if there is no mapping
   */
  public VmMapping(VmNames base, Optional<Path> file) {
    this.base = base;
    this.file = file;
    this.names = base;
  }

  /** Reads the file again if it has changed. */
  public VmNames names() {
    file.ifPresent(this::refresh);
    return names;
  }

  private void refresh(Path path) {
    var present = FileVersion.of(path);
    if (present.equals(version)) {
      return;
    }
    version = present;
    try {
      var lines = new String(Allowed.paths().read(path), UTF_8);
      names = base.withMapping(lines.lines().toList());
    } catch (IllegalArgumentException e) {
      log.warn("{}: {}; the mapping stays as it was", path, e.getMessage());
    } catch (IOException e) {
      log.warn("{} cannot be read ({}); the mapping stays as it was", path, e.toString());
    }
  }
}
