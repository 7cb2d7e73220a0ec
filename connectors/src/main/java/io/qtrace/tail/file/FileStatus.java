package io.qtrace.tail.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * What POSIX's stat says, symbolic links followed.
 *
 * @param mode type and permissions
 * @param modifiedMs since the epoch
 */
record FileStatus(long device, long inode, int mode, long sizeBytes, long modifiedMs) {

  private static final int TYPE_MASK = 0170000; // S_IFMT
  private static final int FIFO = 0010000; // S_IFIFO
  private static final int REGULAR = 0100000; // S_IFREG

  static FileStatus of(Path path) throws IOException {
    var all = Files.readAttributes(path, "unix:dev,ino,mode,size,lastModifiedTime");
    return new FileStatus(
        (long) Objects.requireNonNull(all.get("dev")),
        (long) Objects.requireNonNull(all.get("ino")),
        (int) Objects.requireNonNull(all.get("mode")),
        (long) Objects.requireNonNull(all.get("size")),
        ((FileTime) Objects.requireNonNull(all.get("lastModifiedTime"))).toMillis());
  }

  boolean isPipe() {
    return (mode & TYPE_MASK) == FIFO;
  }

  boolean isRegular() {
    return (mode & TYPE_MASK) == REGULAR;
  }
}
