package io.qtrace.source.chunk;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RecordScanner;
import io.qtrace.raw.RecordScanner.Unit;
import io.qtrace.raw.record.SimpleFormat;

/**
 * The header and the records of a simple trace, by the rules of {@link RecordScanner}.
 *
 * <p>Sound records say the same wherever they are cut. Damage does not: where it ends shows in the
 * records behind it. It makes one piece with as many of them as it takes, see {@link DamagedPiece}.
 */
final class SimplePieces implements Pieces {

  /**
   * As many bytes always make a piece: what {@link DamagedPiece} takes at most, and the look ahead
   * from there.
   */
  static final int LONGEST_BYTES = DamagedPiece.MAX_BYTES + RecordScanner.WINDOW_BYTES + (1 << 14);

  private RecordScanner scanner = new RecordScanner();
  private final EventTimes times = new EventTimes();
  private Kind kind = Kind.PLAIN;

  @Override
  public int end(byte[] b, int from, int to, boolean last) {
    times.clear();
    kind = Kind.PLAIN;
    int end = scanner.next(b, from, to, last);
    if (end == from) {
      return MORE;
    }
    switch (scanner.unit()) {
      case HEADER, MAPPING -> {}
      case EVENT -> note(b, from);
      case TRUNCATED -> kind = Kind.OPEN;
      case NO_HEADER, UNSUPPORTED_VERSION, DAMAGED -> {
        return damaged(b, from, end, to, last);
      }
    }
    return end;
  }

  @Override
  public int endIfQuiet(byte[] b, int from, int to) {
    times.clear();
    kind = Kind.PLAIN;
    int end = scanner.nextIfQuiet(b, from, to);
    if (end == from) {
      return MORE;
    }
    if (scanner.unit() == Unit.EVENT) {
      note(b, from);
    }
    return end;
  }

  private int damaged(byte[] b, int from, int firstEnd, int to, boolean last) {
    var before = scanner.copy();
    var piece = new DamagedPiece(before, b, from);
    piece.add(scanner.unit(), firstEnd);
    while (!piece.isDone()) {
      int at = piece.end();
      int end = scanner.next(b, at, to, last);
      if (end == at && !last) {
        scanner = before;
        return MORE;
      }
      if (end == at || (scanner.unit() == Unit.TRUNCATED && piece.readsAlike())) {
        break;
      }
      piece.add(scanner.unit(), end);
      if (scanner.unit() == Unit.EVENT) {
        note(b, at);
      }
    }
    kind = last && piece.end() == to ? Kind.OPEN : Kind.ALONE;
    return piece.end();
  }

  @Override
  public void learn(byte[] b, int from, int to) {
    int at = from;
    int end = scanner.next(b, at, to, false);
    while (end > at && end < to) {
      at = end;
      end = scanner.next(b, at, to, false);
    }
  }

  private void note(byte[] b, int record) {
    boolean bigEndian = scanner.bigEndian();
    if (!SimpleFormat.isDropped(b, record, bigEndian)) { // its time is not that of an event
      long timestampNs = SimpleFormat.timestampNs(b, record, bigEndian);
      times.add(Clock.ofSimple(timestampNs), timestampNs);
    }
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public EventTimes times() {
    return times;
  }
}
