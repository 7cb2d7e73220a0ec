package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.fact.MemoryLayout.Block;
import io.qtrace.conversion.fact.MemoryLayout.Range;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All layouts that one QEMU told, in one. A trace may be far behind them, so nobody knows which
 * events are older than which layout: what two of them say differently is taken from neither. Not
 * thread-safe.
 */
final class ToldMemory {

  /**
   * A piece of guest memory.
   *
   * @param block null if layouts differ
   */
  record Piece(long gpa, long end, @Nullable String block, long delta) {

    Piece part(long from, long to) {
      return new Piece(from, to, block, delta);
    }

    boolean isLike(Piece other) {
      return block != null && block.equals(other.block) && delta == other.delta;
    }

    long offset(long address) {
      return address - delta;
    }
  }

  private final Map<String, Block> blocks = new LinkedHashMap<>();

  /** By first guest address; they do not overlap. */
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  void clear() {
    blocks.clear();
    pieces.clear();
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  Collection<Block> blocks() {
    return blocks.values();
  }

  @Nullable Block named(String name) {
    return blocks.get(name);
  }

  /** The one block that begins there; null if there is none, or no one knows. */
  @Nullable Block at(long host) {
    Block found = null;
    for (var block : blocks.values()) {
      if (block.isPlaced() && block.host() == host) {
        if (found != null) {
          return null;
        }
        found = block;
      }
    }
    return found;
  }

  /** The memory there was taken out, and what was told of it with it. */
  void forgetAt(long host) {
    blocks.values().removeIf(block -> block.isPlaced() && block.host() == host);
    pieces.values().removeIf(piece -> piece.block != null && !blocks.containsKey(piece.block));
  }

  /** The piece that has all of the range; null if there is none, or layouts differ. */
  @Nullable Piece locate(long gpa, long size) {
    var below = pieces.floorEntry(gpa);
    var piece = below == null ? null : below.getValue();
    return piece != null && piece.block != null && gpa < piece.end && size <= piece.end - gpa
        ? piece
        : null;
  }

  /**
   * Runs of the range that lie in one block in one piece; empty if a part of it is in none, or
   * layouts differ.
   *
   * @param byName finds blocks
   */
  List<MemoryMap.Part> split(long gpa, long size, Function<String, RamBlock> byName) {
    var parts = new ArrayList<MemoryMap.Part>(1);
    long end = gpa + size;
    for (long at = gpa; at < end; ) {
      var piece = locate(at, 1);
      if (piece == null || piece.block == null) {
        return List.of();
      }
      long to = Math.min(end, piece.end);
      var place = new Place(byName.apply(piece.block), piece.offset(at));
      new MemoryMap.Part(at, to - at, place).addTo(parts);
      at = to;
    }
    return parts;
  }

  void add(MemoryLayout layout) {
    for (var block : layout.blocks()) {
      if (blocks.size() < Blocks.MAX) {
        blocks.put(block.name(), block);
      }
    }
    for (var range : layout.ranges()) {
      if (range.isSound() && pieces.size() < Slots.MAX) {
        add(range);
      }
    }
  }

  private void add(Range range) {
    var delta = range.gpa() - range.offset();
    var added = new Piece(range.gpa(), range.gpa() + range.size(), range.block(), delta);
    long at = added.gpa;
    for (var there : overlapping(added)) {
      put(added.part(at, there.gpa));
      if (!there.isLike(added)) {
        pieces.remove(there.gpa);
        long from = Math.max(there.gpa, added.gpa);
        long to = Math.min(there.end, added.end);
        put(there.part(there.gpa, from));
        put(new Piece(from, to, null, 0));
        put(there.part(to, there.end));
      }
      at = there.end;
    }
    put(added.part(at, added.end));
  }

  private List<Piece> overlapping(Piece piece) {
    var below = pieces.lowerEntry(piece.gpa);
    var found = new ArrayList<Piece>();
    if (below != null && below.getValue().end > piece.gpa) {
      found.add(below.getValue());
    }
    found.addAll(pieces.subMap(piece.gpa, piece.end).values());
    return found;
  }

  private void put(Piece piece) {
    if (piece.gpa < piece.end) {
      pieces.put(piece.gpa, piece);
    }
  }

  void encode(SnapshotWriter out) throws IOException {
    out.writeList(
        blocks.values(),
        block -> {
          out.writeText(block.name());
          out.writeLong(block.size());
          out.writeLong(block.host());
        });
    out.writeList(
        pieces.values(),
        piece -> {
          out.writeLong(piece.gpa);
          out.writeLong(piece.end);
          out.writeBoolean(piece.block != null);
          out.writeText(piece.block == null ? "" : piece.block);
          out.writeLong(piece.delta);
        });
  }

  /** Adds what {@link #encode} wrote. */
  void decode(SnapshotReader in) throws IOException {
    in.readList(
        () -> {
          var block = new Block(in.readText(), in.readLong(), in.readLong());
          blocks.put(block.name(), block);
        });
    in.readList(
        () -> {
          long gpa = in.readLong();
          long end = in.readLong();
          boolean isCertain = in.readBoolean();
          var block = in.readText();
          put(new Piece(gpa, end, isCertain ? block : null, in.readLong()));
        });
  }
}
