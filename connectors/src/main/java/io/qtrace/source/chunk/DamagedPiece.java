package io.qtrace.source.chunk;

import io.qtrace.raw.RecordScanner;
import io.qtrace.raw.RecordScanner.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * A damaged stretch of a simple trace, and the records behind it until a reader that has these
 * bytes alone finds in them what was found in the source. It is read back to make sure.
 */
final class DamagedPiece {

  /**
   * With so many bytes it is cut whatever a reader makes of them, so that memory stays bounded. It
   * takes records forged into each other in all of them to come to that.
   */
  static final int MAX_BYTES = 1 << 18;

  /** Eight records behind damage are a run; so often it is looked whether it is enough. */
  private static final int RUN = 8;

  private record Part(Unit unit, int end) {}

  private final RecordScanner before;
  private final byte[] b;
  private final int from;
  private final List<Part> parts = new ArrayList<>();

  /**
   * @param before as far as the beginning of the damage
   */
  DamagedPiece(RecordScanner before, byte[] b, int from) {
    this.before = before;
    this.b = b;
    this.from = from;
  }

  void add(Unit unit, int end) {
    parts.add(new Part(unit, end));
  }

  int end() {
    return parts.get(parts.size() - 1).end;
  }

  boolean isDone() {
    int records = parts.size() - 1;
    boolean isDue = records < 2 || records % RUN == 0;
    return end() - from >= MAX_BYTES || (isDue && readsAlike());
  }

  /** Whether a reader of these bytes finds the same, also one that was started anew. */
  boolean readsAlike() {
    return readsAlike(before.copy()) && readsAlike(before.copyOfMapping());
  }

  private boolean readsAlike(RecordScanner reader) {
    int to = end();
    int at = from;
    for (var part : parts) {
      int end = reader.next(b, at, to, true);
      if (end != part.end || reader.unit() != part.unit) {
        return false;
      }
      at = end;
    }
    return true;
  }
}
