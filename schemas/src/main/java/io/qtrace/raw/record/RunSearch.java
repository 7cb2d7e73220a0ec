package io.qtrace.raw.record;

import static io.qtrace.raw.record.RecordLength.IMPLAUSIBLE;
import static io.qtrace.raw.record.RecordLength.INCOMPLETE;
import static io.qtrace.raw.record.SimpleFormat.isHeader;
import static io.qtrace.raw.record.SimpleFormat.u32;
import static io.qtrace.raw.record.SimpleFormat.u64;

/**
 * Looks for the next sound run behind damage: a file header, or {@value #RUN} records in a row, or
 * fewer up to the end of the source, with mapped ids, one pid and possible lengths.
 *
 * <p>An answer rests on the bytes alone, never on how many of them happen to be in hand: where more
 * could change it, it is {@link #UNDECIDED}.
 *
 * @param mappedIds ids below have mapping records
 * @param pid of the events so far; 0 if not known
 */
public record RunSearch(boolean bigEndian, long mappedIds, int pid) {

  /** No run begins in the range. */
  public static final int NONE = -1;

  /** More bytes may show a run that begins earlier than any that is known. */
  public static final int UNDECIDED = -2;

  private static final int RUN = 8;

  /** What a run and the header of its follower take at most. */
  public static final int RUN_BYTES = RUN * (Long.BYTES + SimpleFormat.MAX_LENGTH) + 32;

  private enum Answer {
    YES,
    NO,
    UNDECIDED
  }

  /**
   * Where the first run begins.
   *
   * @param until end of the positions that are looked at
   * @param to end of the bytes
   * @param last no bytes follow {@code to}
   * @return a position, {@link #NONE} or {@link #UNDECIDED}
   */
  public int first(byte[] b, int from, int until, int to, boolean last) {
    for (int at = from; at < until; at++) {
      if (at + SimpleFormat.EVENT_HEADER_BYTES > to) {
        return last ? NONE : UNDECIDED;
      }
      var answer = isRun(b, at, to, last);
      if (answer != Answer.NO) {
        return answer == Answer.YES ? at : UNDECIDED;
      }
    }
    return NONE;
  }

  private Answer isRun(byte[] b, int from, int to, boolean last) {
    if (isHeader(b, from, to)) {
      return Answer.YES;
    }
    int at = from;
    int runPid = 0;
    for (int i = 0; i < RUN; i++) {
      int length = at == to ? INCOMPLETE : RecordLength.at(b, at, to, bigEndian);
      if (length == INCOMPLETE) {
        return last ? cutOff(i, runPid) : Answer.UNDECIDED;
      }
      if (length == IMPLAUSIBLE) {
        return Answer.NO;
      }
      if (u64(b, at, bigEndian) == SimpleFormat.EVENT) {
        int recordPid = u32(b, at + 28, bigEndian);
        runPid = runPid == 0 ? recordPid : runPid;
        if ((recordPid != runPid && recordPid != 0) || !isKnownId(b, at, length)) {
          return Answer.NO;
        }
      }
      at += length;
    }
    return Answer.YES;
  }

  /** A run that the source's end cuts off is too short to overrule the pid seen so far. */
  private Answer cutOff(int records, int runPid) {
    boolean isSound = records > 0 && (runPid == pid || runPid == 0 || pid == 0);
    return isSound ? Answer.YES : Answer.NO;
  }

  private boolean isKnownId(byte[] b, int at, int length) {
    long id = u64(b, at + 8, bigEndian);
    return id == SimpleFormat.DROPPED_ID
        ? length == Long.BYTES + SimpleFormat.DROPPED_LENGTH
        : id >= 0 && id < mappedIds;
  }
}
