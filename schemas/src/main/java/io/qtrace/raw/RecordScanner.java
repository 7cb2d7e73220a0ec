package io.qtrace.raw;

import static io.qtrace.raw.RecordLength.IMPLAUSIBLE;
import static io.qtrace.raw.RecordLength.INCOMPLETE;
import static io.qtrace.raw.SimpleFormat.isHeader;
import static io.qtrace.raw.SimpleFormat.u32;
import static io.qtrace.raw.SimpleFormat.u64;

/**
 * Finds where the records of a simple trace begin and end, without knowing any definition. Holds
 * the state of one source: byte order, which event ids are mapped, QEMU's pid. Not thread-safe.
 *
 * <p>After damage it goes on at the next run of plausible records: eight in a row, or fewer up to
 * the end of the bytes, with mapped ids, one pid and possible lengths. A record is taken for
 * damaged if such a run begins inside it.
 */
public final class RecordScanner {

  /** What the last call of {@link #next} found. */
  public enum Unit {
    HEADER,
    MAPPING,
    EVENT,
    /** Bytes before the first header: no simple trace, or its beginning is missing. */
    NO_HEADER,
    /** A header of another version than 4; nothing behind it can be read. */
    UNSUPPORTED_VERSION,
    DAMAGED,
    /** The source ends inside a record. */
    TRUNCATED
  }

  /** What to do where the chain of records breaks. */
  public enum OnDamage {
    /** Go on at the next run of plausible records. */
    RESYNC,
    /** Take every record as its header says and give up the rest, as QEMU's own reader does. */
    STOP
  }

  private static final int RUN = 8;

  /**
   * With so many bytes in hand and no plausible run in them, all but {@link #KEPT} of them are
   * given up.
   */
  private static final int PATIENCE = 256 * 1024;

  /** Room for the beginning of a run: that many bytes behind damage are looked at again. */
  private static final int KEPT = 80 * 1024;

  private final OnDamage onDamage;
  private boolean started;
  private boolean stopped;
  private boolean bigEndian;
  private long version;
  private long mappedIds;
  private int pid;
  private Unit unit = Unit.HEADER;

  /** Where a run begins, found while looking behind a suspicious record; -1 if not known. */
  private int runAt = -1;

  /** An event that begins here has a plausible header, and pid is known; -1 if not looked at. */
  private int soundAt = -1;

  /** Length in bytes of the event at {@link #soundAt}. */
  private int soundLength;

  /** The last answer: a caller that goes on elsewhere has moved its bytes, and the rest is void. */
  private int lastEnd = -1;

  public RecordScanner() {
    this(OnDamage.RESYNC);
  }

  public RecordScanner(OnDamage onDamage) {
    this.onDamage = onDamage;
  }

  /**
   * The end of the unit that begins at {@code from}, or {@code from} if more bytes are needed to
   * tell.
   *
   * @param last no bytes follow {@code to}; then the answer is {@code from} only if there are no
   *     bytes
   */
  public int next(byte[] b, int from, int to, boolean last) {
    if (from == soundAt && from == lastEnd && isFollowedByEvent(b, from + soundLength, to)) {
      unit = Unit.EVENT;
      lastEnd = soundAt;
      return lastEnd;
    }
    if (from != lastEnd) {
      runAt = -1;
    }
    soundAt = -1;
    lastEnd = from == to ? from : unitEnd(b, from, to, last);
    return lastEnd;
  }

  /**
   * The hot path: an event whose own header was looked at as the follower of the one before. If the
   * header at {@code end} is that of an event too, it becomes the sound one.
   */
  private boolean isFollowedByEvent(byte[] b, int end, int to) {
    if (to - end < SimpleFormat.EVENT_HEADER_BYTES
        || u64(b, end, bigEndian) != SimpleFormat.EVENT) {
      return false;
    }
    int length = u32(b, end + 24, bigEndian);
    if (length < SimpleFormat.MIN_LENGTH || length > SimpleFormat.MAX_LENGTH) {
      return false;
    }
    soundAt = end;
    soundLength = Long.BYTES + length;
    return true;
  }

  private int unitEnd(byte[] b, int from, int to, boolean last) {
    if (stopped) {
      unit = Unit.DAMAGED;
      return to;
    }
    if (isHeader(b, from, to)) {
      return header(b, from);
    }
    if (!started) {
      return beforeHeader(b, from, to, last);
    }
    if (version != SimpleFormat.VERSION) {
      unit = Unit.UNSUPPORTED_VERSION;
      return to;
    }
    int length = RecordLength.at(b, from, to, bigEndian);
    if (length > 0) {
      return whole(b, from, length, to, last);
    }
    if (length == INCOMPLETE && !last) {
      return from;
    }
    return damage(b, from, to, last, length == INCOMPLETE);
  }

  /** What the bytes up to the last answer of {@link #next} are. */
  public Unit unit() {
    return unit;
  }

  /** Byte order of the host that wrote the source. */
  public boolean bigEndian() {
    return bigEndian;
  }

  /** The version in the last header. */
  public long version() {
    return version;
  }

  private int whole(byte[] b, int from, int length, int to, boolean last) {
    int end = from + length;
    if (onDamage == OnDamage.STOP) {
      remember(b, from);
      return end;
    }
    int follower = end == to && last ? INCOMPLETE : RecordLength.at(b, end, to, bigEndian);
    if (follower == INCOMPLETE && to - end < Long.BYTES && !last) {
      return from; // Whether this record is sound shows in what follows.
    }
    if (follower == IMPLAUSIBLE && !isHeader(b, end, to)) {
      int run = run(b, from + 1, to, last);
      if (run >= 0 && run < end) {
        unit = Unit.DAMAGED; // A record of a sound run begins inside this one.
        return run;
      }
      if (run < 0 && !last && to - from < PATIENCE) {
        return from;
      }
    }
    remember(b, from);
    if (unit == Unit.EVENT && pid != 0) {
      isFollowedByEvent(b, end, to);
    }
    return end;
  }

  private void remember(byte[] b, int from) {
    if (u64(b, from, bigEndian) == SimpleFormat.MAPPING) {
      unit = Unit.MAPPING;
      mappedIds = Math.max(mappedIds, u64(b, from + 8, bigEndian) + 1);
      return;
    }
    unit = Unit.EVENT;
    int recordPid = u32(b, from + 28, bigEndian);
    if (pid == 0) {
      pid = recordPid;
    }
  }

  private int header(byte[] b, int from) {
    started = true;
    bigEndian = u64(b, from + 8, false) != SimpleFormat.MAGIC;
    version = u64(b, from + 16, bigEndian);
    mappedIds = 0;
    pid = 0;
    unit = Unit.HEADER;
    return from + SimpleFormat.HEADER_BYTES;
  }

  private int beforeHeader(byte[] b, int from, int to, boolean last) {
    boolean tooShort = to - from < SimpleFormat.HEADER_BYTES;
    if (tooShort && !last) {
      return from;
    }
    unit = tooShort && beginsLikeHeader(b, from, to) ? Unit.TRUNCATED : Unit.NO_HEADER;
    return to;
  }

  private static boolean beginsLikeHeader(byte[] b, int from, int to) {
    for (int i = from; i < Math.min(to, from + Long.BYTES); i++) {
      if (b[i] != (byte) 0xff) {
        return false;
      }
    }
    return true;
  }

  private int damage(byte[] b, int from, int to, boolean last, boolean incomplete) {
    if (onDamage == OnDamage.STOP) {
      stopped = true;
      unit = incomplete ? Unit.TRUNCATED : Unit.DAMAGED;
      return to;
    }
    int run = run(b, from + 1, to, last);
    if (run >= 0) {
      unit = Unit.DAMAGED;
      return run;
    }
    if (last) {
      unit = incomplete ? Unit.TRUNCATED : Unit.DAMAGED;
      return to;
    }
    if (to - from < PATIENCE) {
      return from;
    }
    unit = Unit.DAMAGED;
    return to - KEPT;
  }

  /** Where from {@code from} on the first run of plausible records begins; -1 if none does. */
  private int run(byte[] b, int from, int to, boolean last) {
    if (runAt >= from) {
      return runAt;
    }
    for (int at = from; at + SimpleFormat.EVENT_HEADER_BYTES <= to; at++) {
      if (isRun(b, at, to, last)) {
        runAt = at;
        return at;
      }
    }
    return -1;
  }

  private boolean isRun(byte[] b, int from, int to, boolean last) {
    if (isHeader(b, from, to)) {
      return true;
    }
    int at = from;
    int runPid = 0;
    for (int i = 0; i < RUN; i++) {
      int length = at == to ? INCOMPLETE : RecordLength.at(b, at, to, bigEndian);
      if (length == INCOMPLETE) {
        // Cut off behind a few sound records: too short a run to overrule the pid seen so far.
        return last && i > 0 && (runPid == pid || runPid == 0 || pid == 0);
      }
      if (length == IMPLAUSIBLE) {
        return false;
      }
      if (u64(b, at, bigEndian) == SimpleFormat.EVENT) {
        int recordPid = u32(b, at + 28, bigEndian);
        runPid = runPid == 0 ? recordPid : runPid;
        if ((recordPid != runPid && recordPid != 0) || !isKnownId(b, at, length)) {
          return false;
        }
      }
      at += length;
    }
    return true;
  }

  private boolean isKnownId(byte[] b, int at, int length) {
    long id = u64(b, at + 8, bigEndian);
    return id == SimpleFormat.DROPPED_ID
        ? length == Long.BYTES + SimpleFormat.DROPPED_LENGTH
        : id >= 0 && id < mappedIds;
  }
}
