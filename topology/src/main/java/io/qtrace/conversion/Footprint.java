package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which pages of a RAM block are shared. Pages have 4 KiB; 2 MiB frames of which only a part is
 * shared can not be backed by huge pages. Not thread-safe.
 */
final class Footprint {

  static final int PAGE_SHIFT = 12;
  private static final int FRAME_SHIFT = 9;
  private static final int FRAME_PAGES = 1 << FRAME_SHIFT;

  /** Bitmaps have 32-bit indexes: 16 TiB. */
  static final long MAX_BYTES = 1L << (32 + PAGE_SHIFT);

  private RoaringBitmap shared = new RoaringBitmap();

  /** Frames that are part shared, part private. */
  private RoaringBitmap split = new RoaringBitmap();

  private long sharedPages;
  private int splitFrames;

  static long firstPage(long offset) {
    return offset >>> PAGE_SHIFT;
  }

  static long endPage(long offset, long size) {
    return (offset + size + (1L << PAGE_SHIFT) - 1) >>> PAGE_SHIFT;
  }

  /** The range is shared, or private, from now on. */
  void convert(long offset, long size, boolean toShared) {
    long first = firstPage(offset);
    long end = endPage(offset, size);
    if (first >= end) {
      return;
    }
    long before = sharedPages;
    set(first, end, toShared);
    if (sharedPages != before) {
      lookAtFrames(first, end);
    }
  }

  private void set(long first, long end, boolean toShared) {
    if (end - first == 1) {
      int page = (int) first;
      if (toShared) {
        sharedPages += shared.checkedAdd(page) ? 1 : 0;
      } else {
        sharedPages -= shared.checkedRemove(page) ? 1 : 0;
      }
      return;
    }
    long before = count(shared, first, end);
    if (toShared) {
      shared.add(first, end);
      sharedPages += end - first - before;
    } else {
      shared.remove(first, end);
      sharedPages -= before;
    }
  }

  private void lookAtFrames(long first, long end) {
    long firstWhole = (first + FRAME_PAGES - 1) >>> FRAME_SHIFT;
    long endWhole = end >>> FRAME_SHIFT;
    if (firstWhole < endWhole) {
      splitFrames -= (int) count(split, firstWhole, endWhole);
      split.remove(firstWhole, endWhole);
    }
    long firstFrame = first >>> FRAME_SHIFT;
    long lastFrame = (end - 1) >>> FRAME_SHIFT;
    if (firstFrame < firstWhole) {
      look((int) firstFrame);
    }
    if (lastFrame >= endWhole && (lastFrame != firstFrame || firstFrame >= firstWhole)) {
      look((int) lastFrame);
    }
  }

  /** Finds out whether a frame is split. */
  private void look(int frame) {
    long page = Integer.toUnsignedLong(frame) << FRAME_SHIFT;
    long count = count(shared, page, page + FRAME_PAGES);
    boolean isSplit = count > 0 && count < FRAME_PAGES;
    if (isSplit) {
      splitFrames += split.checkedAdd(frame) ? 1 : 0;
    } else {
      splitFrames -= split.checkedRemove(frame) ? 1 : 0;
    }
  }

  private static long count(RoaringBitmap bitmap, long from, long end) {
    return bitmap.isEmpty() ? 0 : bitmap.rangeCardinality(from, end);
  }

  long sharedBytes() {
    return sharedPages << PAGE_SHIFT;
  }

  int splitFrames() {
    return splitFrames;
  }

  void encode(DataOutput out) throws IOException {
    shared.runOptimize();
    shared.serialize(out);
    split.serialize(out);
  }

  static Footprint decode(DataInput in) throws IOException {
    var footprint = new Footprint();
    footprint.shared = new RoaringBitmap();
    footprint.shared.deserialize(in);
    footprint.split = new RoaringBitmap();
    footprint.split.deserialize(in);
    footprint.sharedPages = footprint.shared.getLongCardinality();
    footprint.splitFrames = footprint.split.getCardinality();
    return footprint;
  }
}
