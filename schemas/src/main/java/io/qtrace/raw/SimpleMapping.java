package io.qtrace.raw;

import java.util.Arrays;
import java.util.Map;

/**
 * What the header and the mapping records of a source say: byte order, and which event id is which
 * event. Immutable, so that readers of all files that a build of QEMU writes can share it.
 */
public final class SimpleMapping {

  /** Of a slot in a hash map, with its boxed number. */
  private static final int ENTRY_BYTES = 64;

  private final RecordScanner scanner;
  private final int[] definitionOfId;
  private final Map<Long, String> unknownNames;

  /**
   * @param definitionOfId never changed from now on
   * @param unknownNames as well
   */
  SimpleMapping(RecordScanner scanner, int[] definitionOfId, Map<Long, String> unknownNames) {
    this.scanner = scanner.copyOfMapping();
    this.definitionOfId = definitionOfId;
    this.unknownNames = unknownNames;
  }

  /** One that stands behind the mapping records. */
  RecordScanner scanner() {
    return scanner.copy();
  }

  boolean says(int[] definitionOfId, Map<Long, String> unknownNames) {
    return Arrays.equals(this.definitionOfId, definitionOfId)
        && this.unknownNames.equals(unknownNames);
  }

  int[] definitionOfId() {
    return definitionOfId;
  }

  Map<Long, String> unknownNames() {
    return unknownNames;
  }

  /** Estimated. */
  static long bytes(int[] definitionOfId, Map<Long, String> unknownNames) {
    long names =
        unknownNames.values().stream().mapToLong(name -> ENTRY_BYTES + name.length()).sum();
    return (long) Integer.BYTES * definitionOfId.length + names;
  }
}
