package io.qtrace.conversion.memory;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where memory lies as conversions show: pairs of a request and its block tell by how much guest
 * address and offset differ, and between two such pairs of one block and difference, memory is
 * mapped in one piece. Not thread-safe.
 */
final class LearntMemory {

  private static final int MAX = 256;

  /** A difference counts once so many requests have shown it. */
  private static final int CONFIRMED = 2;

  /** A block mapped at {@code gpa = offset + delta}, seen between two addresses. */
  private static final class Piece {
    RamBlock block;
    final long delta;
    long from;
    long to;
    int shown = 1;

    Piece(RamBlock block, long delta, long from, long to) {
      this.block = block;
      this.delta = delta;
      this.from = from;
      this.to = to;
    }

    boolean isConfirmed() {
      return shown >= CONFIRMED;
    }

    boolean contains(long gpa, long size) {
      return isConfirmed() && gpa >= from && gpa < to && size <= to - gpa;
    }

    /** Whether that tells more than what was known. */
    boolean show(long gpa, long end) {
      boolean isNew = !isConfirmed() || gpa < from || end > to;
      from = Math.min(from, gpa);
      to = Math.max(to, end);
      shown = Math.min(CONFIRMED, shown + 1);
      return isNew;
    }
  }

  private final List<Piece> pieces = new ArrayList<>();

  /**
   * A conversion of this block at this offset was that request.
   *
   * @return whether addresses may have a place now that had none before
   */
  boolean learn(RamBlock block, long offset, long gpa, long size) {
    long delta = gpa - offset;
    for (var piece : pieces) {
      if (piece.block == block && piece.delta == delta) {
        return piece.show(gpa, gpa + size);
      }
    }
    if (pieces.size() < MAX) {
      pieces.add(new Piece(block, delta, gpa, gpa + size));
    }
    return false;
  }

  @Nullable Place locate(long gpa, long size) {
    for (var piece : pieces) {
      if (piece.contains(gpa, size)) {
        return new Place(piece.block, gpa - piece.delta);
      }
    }
    return null;
  }

  /** The one block that is mapped with this difference, beyond where it has been seen. */
  @Nullable RamBlock mappedBy(long delta) {
    RamBlock found = null;
    for (var piece : pieces) {
      if (piece.isConfirmed() && piece.delta == delta) {
        if (found != null && found != piece.block) {
          return null;
        }
        found = piece.block;
      }
    }
    return found;
  }

  boolean map(RamBlock block) {
    return pieces.stream().anyMatch(piece -> piece.block == block);
  }

  void forget(RamBlock block) {
    pieces.removeIf(piece -> piece.block == block);
  }

  void clear() {
    pieces.clear();
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(
        pieces,
        piece -> {
          out.writeInt(map.indexOf(piece.block));
          out.writeLong(piece.delta);
          out.writeLong(piece.from);
          out.writeLong(piece.to);
          out.writeInt(piece.shown);
        });
  }

  void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(
        () -> {
          var block = map.block(in.readInt());
          long delta = in.readLong();
          long from = in.readLong();
          long to = in.readLong();
          int shown = in.readInt();
          if (block != null) {
            var piece = new Piece(block, delta, from, to);
            piece.shown = shown;
            pieces.add(piece);
          }
        });
  }
}
