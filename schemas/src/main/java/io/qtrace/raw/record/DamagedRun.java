package io.qtrace.raw.record;

import static io.qtrace.raw.record.RecordLength.IMPLAUSIBLE;
import static io.qtrace.raw.record.SimpleFormat.isHeader;

/**
 * Where a search goes on behind bytes in which no run of records is in sight.
 *
 * @param bigEndian byte order of the records
 * @param mappedIds ids below have mapping records
 */
public record DamagedRun(boolean bigEndian, long mappedIds) {

  /** At most so many bytes are given up at a time. */
  public static final int PIECE_BYTES = 1 << 16;

  /**
   * The end of a piece that has no run: at a place that cannot pass for a record, and so that the
   * piece by itself has no run that its end cuts off.
   *
   * @param to end of the bytes, more than a piece behind {@code from}
   */
  public int end(byte[] b, int from, int to) {
    int longest = lastBroken(b, from + PIECE_BYTES, to);
    var anyPid = new RunSearch(bigEndian, mappedIds, 0);
    int place = longest;
    while (place >= from + PIECE_BYTES / 4) {
      int run = anyPid.first(b, from + 1, place, place, true);
      if (run == RunSearch.NONE) {
        return place;
      }
      place = lastBroken(b, run + Long.BYTES + 1, to); // In its first record, which is then none.
    }
    return longest;
  }

  private int lastBroken(byte[] b, int at, int to) {
    int place = at;
    while (!isHeader(b, place, to) && RecordLength.at(b, place, to, bigEndian) != IMPLAUSIBLE) {
      place--;
    }
    return place;
  }
}
