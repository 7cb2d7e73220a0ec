package io.qtrace.tail.file;

import java.nio.file.Path;

/**
 * A file as a look at its directory found it.
 *
 * @param path absolute; symbolic links not resolved
 * @param wanted false if its name is not one of those to be read; it may be one that was renamed
 */
public record Sighting(Path path, FileId id, FileStatus status, boolean wanted) {

  public long sizeBytes() {
    return status.sizeBytes();
  }

  /** Since the epoch. */
  public long modifiedMs() {
    return status.modifiedMs();
  }

  public boolean pipe() {
    return status.isPipe();
  }
}
