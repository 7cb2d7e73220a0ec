package io.qtrace.conversion.page;

import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.Arrays;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which pages of a RAM block are shared. Pages have 4 KiB; 2 MiB frames of which only a part is
 * shared cannot be backed by huge pages. Not thread-safe.
 */
public final class Footprint {

  static final int PAGE_SHIFT = 12;
  private static final int FRAME_SHIFT = 9;
  private static final int FRAME_PAGES = 1 << FRAME_SHIFT;

  /** 2 MiB frames in one of 1 GiB, which are split in the same way. */
  private static final int LARGE_SHIFT = 9;

  private static final int LARGE_PAGES = FRAME_PAGES << LARGE_SHIFT;

  /** Frames are counted in pieces of 2 GiB, so that only memory that is shared costs any. */
  private static final int PIECE_SHIFT = 10;

  private static final int PIECE_FRAMES = 1 << PIECE_SHIFT;

  /** Bitmaps have 32-bit indexes: 16 TiB. */
  public static final long MAX_BYTES = 1L << (32 + PAGE_SHIFT);

  private static final short[] NONE = new short[0];

  private final RoaringBitmap shared = new RoaringBitmap();

  /** Pages that a conversion has touched of which nobody knows whether it was theirs. */
  private final RoaringBitmap doubtful = new RoaringBitmap();

  /** Number of shared pages by frame, in pieces; {@link #NONE} where no page was ever shared. */
  private short[][] frames = new short[0][];

  private long sharedPages;

  /** Frames that are part shared, part private. */
  private int splitFrames;

  /** Number of shared pages by frame of 1 GiB. */
  private int[] largeFrames = new int[0];

  private int splitLargeFrames;

  private static long firstPage(long offset) {
    return offset >>> PAGE_SHIFT;
  }

  private static long endPage(long offset, long size) {
    return (offset + size + (1L << PAGE_SHIFT) - 1) >>> PAGE_SHIFT;
  }

  /** Adds the pages that the bytes touch. */
  public static void add(RoaringBitmap pages, long offset, long size) {
    long first = firstPage(offset);
    long end = endPage(offset, size);
    if (end == first + 1) {
      pages.add((int) first);
    } else {
      pages.add(first, end);
    }
  }

  /** The range is shared, or private, from now on. */
  public void convert(long offset, long size, boolean toShared) {
    long first = firstPage(offset);
    long end = endPage(offset, size);
    if (!doubtful.isEmpty()) {
      doubtful.remove(first, end);
    }
    if (end == first + 1) {
      convertPage((int) first, toShared);
      return;
    }
    if (end == first) {
      return; // nothing, perhaps at the very end
    }
    for (long from = first; from < end; ) {
      long to = Math.min(end, ((from >>> FRAME_SHIFT) + 1) << FRAME_SHIFT);
      int before = to - from == FRAME_PAGES ? countOf(frameOf(from)) : count(from, to);
      changeFrame(frameOf(from), (toShared ? (int) (to - from) : 0) - before);
      from = to;
    }
    if (toShared) {
      shared.add(first, end);
    } else {
      shared.remove(first, end);
    }
  }

  private void convertPage(int page, boolean toShared) {
    if (toShared ? shared.checkedAdd(page) : shared.checkedRemove(page)) {
      changeFrame(page >>> FRAME_SHIFT, toShared ? 1 : -1);
    }
  }

  /** A conversion of this range may have been this block's. */
  public void doubt(long offset, long size) {
    add(doubtful, offset, size);
  }

  /** Whether the range can be in that state, if all of its conversions are known. */
  public boolean canBe(MemoryState state, long offset, long size) {
    long first = firstPage(offset);
    long end = endPage(offset, size);
    if (!doubtful.isEmpty() && doubtful.intersects(first, end)) {
      return true;
    }
    int count = count(first, end);
    return switch (state) {
      case PRIVATE -> count == 0;
      case SHARED -> count == end - first;
      case MIXTURE -> count > 0 && count < end - first;
    };
  }

  private int count(long from, long end) {
    if (end == from + 1) {
      return shared.contains((int) from) ? 1 : 0;
    }
    return shared.isEmpty() ? 0 : (int) shared.rangeCardinality(from, end);
  }

  private void changeLargeFrame(int large, int more) {
    if (large >= largeFrames.length) {
      largeFrames = Arrays.copyOf(largeFrames, Math.max(large + 1, 2 * largeFrames.length));
    }
    int before = largeFrames[large];
    int after = before + more;
    largeFrames[large] = after;
    splitLargeFrames += (isLargeSplit(after) ? 1 : 0) - (isLargeSplit(before) ? 1 : 0);
  }

  private static boolean isLargeSplit(int count) {
    return count > 0 && count < LARGE_PAGES;
  }

  private static int frameOf(long page) {
    return (int) (page >>> FRAME_SHIFT);
  }

  private int countOf(int frame) {
    int piece = frame >>> PIECE_SHIFT;
    return piece < frames.length && frames[piece] != NONE
        ? frames[piece][frame & (PIECE_FRAMES - 1)]
        : 0;
  }

  private void changeFrame(int frame, int more) {
    if (more == 0) {
      return;
    }
    var counts = piece(frame >>> PIECE_SHIFT);
    int at = frame & (PIECE_FRAMES - 1);
    int before = counts[at];
    int after = before + more;
    counts[at] = (short) after;
    splitFrames += (isSplit(after) ? 1 : 0) - (isSplit(before) ? 1 : 0);
    sharedPages += more;
    changeLargeFrame(frame >>> LARGE_SHIFT, more);
  }

  private static boolean isSplit(int count) {
    return count > 0 && count < FRAME_PAGES;
  }

  private short[] piece(int index) {
    if (index >= frames.length) {
      int length = frames.length;
      frames = Arrays.copyOf(frames, Math.max(index + 1, 2 * length));
      Arrays.fill(frames, length, frames.length, NONE);
    }
    if (frames[index] == NONE) {
      frames[index] = new short[PIECE_FRAMES];
    }
    return frames[index];
  }

  public long sharedBytes() {
    return sharedPages << PAGE_SHIFT;
  }

  public int splitFrames() {
    return splitFrames;
  }

  public int splitLargeFrames() {
    return splitLargeFrames;
  }

  public void encode(SnapshotWriter out) throws IOException {
    shared.runOptimize();
    shared.serialize(out.data());
    doubtful.runOptimize();
    doubtful.serialize(out.data());
  }

  public static Footprint decode(SnapshotReader in) throws IOException {
    var footprint = new Footprint();
    footprint.shared.deserialize(in.data());
    if (in.isSince(5)) {
      footprint.doubtful.deserialize(in.data());
    }
    footprint.countFrames();
    return footprint;
  }

  private void countFrames() {
    var pages = shared.getBatchIterator();
    var batch = new int[4096];
    while (pages.hasNext()) {
      int length = pages.nextBatch(batch);
      for (int i = 0; i < length; i++) {
        changeFrame(batch[i] >>> FRAME_SHIFT, 1);
      }
    }
  }
}
