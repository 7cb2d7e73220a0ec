package io.qtrace.tail;

import java.nio.file.Path;

/**
 * A file as a look at its directory found it.
 *
 * @param path absolute; symbolic links not resolved
 * @param wanted false if its name is not one of those to be read; it may be one that was renamed
 */
record Sighting(Path path, FileId id, FileStatus status, boolean wanted) {

  long sizeBytes() {
    return status.sizeBytes();
  }

  /** Since the epoch. */
  long modifiedMs() {
    return status.modifiedMs();
  }

  boolean pipe() {
    return status.isPipe();
  }
}
