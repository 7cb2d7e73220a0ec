package io.qtrace.tail.bookmark;

import io.qtrace.host.Vm;
import java.nio.file.Path;

/**
 * How far a file was read, and what was said about it: all that a restart needs to go on.
 *
 * @param generation which life of the file: counts up when its inode gets other contents, by
 *     truncation or as a new file. From 0 on
 * @param positionBytes where to go on
 * @param mark {@link Mark} of the bytes before the position; empty if it is not to be compared
 * @param vm stays with this life, whatever the file is renamed to
 * @param path what the file was called when this life began
 * @param definitions fingerprint of the definitions this life was begun with; empty if none
 * @param headerBytes how many bytes were sent of a header that the file lacks, before the file's
 *     own; 0 if it lacks none
 */
public record Bookmark(
    int generation,
    long positionBytes,
    String mark,
    Vm vm,
    String path,
    String definitions,
    long headerBytes) {

  public static Bookmark beginning(int generation, Vm vm, Path path, String definitions) {
    return new Bookmark(generation, 0, Mark.NONE, vm, path.toString(), definitions, 0);
  }

  public Bookmark at(long position, String markThere) {
    return new Bookmark(generation, position, markThere, vm, path, definitions, headerBytes);
  }

  /** With so much of a header, by these definitions. */
  public Bookmark headed(String fingerprint, long bytes) {
    return new Bookmark(generation, positionBytes, mark, vm, path, fingerprint, bytes);
  }

  /** With definitions if it was kept without. */
  public Bookmark orDefinitions(String fingerprint) {
    return definitions.isEmpty()
        ? new Bookmark(generation, positionBytes, mark, vm, path, fingerprint, headerBytes)
        : this;
  }
}
