package io.qtrace.raw;

import static io.qtrace.raw.record.DamagedRun.PIECE_BYTES;
import static io.qtrace.raw.record.RecordLength.INCOMPLETE;
import static io.qtrace.raw.record.SimpleFormat.isBeginningOfHeader;
import static io.qtrace.raw.record.SimpleFormat.isHeader;
import static io.qtrace.raw.record.SimpleFormat.u32;
import static io.qtrace.raw.record.SimpleFormat.u64;

import io.qtrace.raw.record.DamagedRun;
import io.qtrace.raw.record.Follower;
import io.qtrace.raw.record.RecordLength;
import io.qtrace.raw.record.RunSearch;
import io.qtrace.raw.record.SimpleFormat;

/**
 * Finds where the records of a simple trace begin and end, without knowing any definition. Holds
 * the state of one source: byte order, which event ids are mapped, QEMU's pid. Not thread-safe.
 *
 * <p>After damage it goes on at the next run of plausible records: eight in a row, or fewer up to
 * the end of the source, with mapped ids, one pid and possible lengths. A record is taken for
 * damaged if such a run begins inside it.
 *
 * <p>What it finds rests on the bytes of the source alone, never on how many of them happen to be
 * in hand: where more bytes could change an answer, it asks for them, up to {@link #WINDOW_BYTES}.
 */
public final class RecordScanner {

  /** What the last call of {@link #next} found. */
  public enum Unit {
    HEADER,
    MAPPING,
    EVENT,
    /** Bytes before the first header: no simple trace, or its beginning is missing. */
    NO_HEADER,
    /** Behind a header of another version than 4; nothing up to the next header can be read. */
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

  /** How far it looks ahead; with so many bytes it always makes progress. */
  public static final int WINDOW_BYTES = PIECE_BYTES + RunSearch.RUN_BYTES;

  private final OnDamage onDamage;
  private boolean started;
  private boolean stopped;
  private boolean bigEndian;
  private long version;
  private long mappedIds;
  private int pid;
  private Unit unit = Unit.HEADER;

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

  /** A scanner that is as far in the same source, for bytes that may lie elsewhere. */
  public RecordScanner copy() {
    var copy = new RecordScanner(onDamage);
    copy.started = started;
    copy.stopped = stopped;
    copy.bigEndian = bigEndian;
    copy.version = version;
    copy.mappedIds = mappedIds;
    copy.pid = pid;
    copy.unit = unit;
    return copy;
  }

  /** A copy that knows the header and the mapping records alone, as a reader after a restart. */
  public RecordScanner copyOfMapping() {
    var copy = copy();
    copy.pid = 0;
    return copy;
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
    soundAt = -1;
    lastEnd = from == to ? from : unitEnd(b, from, to, last);
    return lastEnd;
  }

  /**
   * The end of the record at {@code from} if the bytes end there or a sound header follows; else
   * {@code from}. For a source that has come to rest, where {@link #next} waits on.
   */
  public int nextIfQuiet(byte[] b, int from, int to) {
    soundAt = -1;
    if (stopped || !started || version != SimpleFormat.VERSION) {
      return from;
    }
    int length = RecordLength.at(b, from, to, bigEndian);
    int end = from + length;
    if (length <= 0 || (end != to && Follower.at(b, end, to, false, bigEndian) != Follower.SOUND)) {
      return from;
    }
    remember(b, from);
    lastEnd = end;
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
      return to;
    }
    if (isHeader(b, from, to)) {
      return header(b, from);
    }
    if (to - from < SimpleFormat.EVENT_HEADER_BYTES && !last) {
      return from; // It may become a header.
    }
    if (!started) {
      return beforeHeader(b, from, to, last);
    }
    if (version != SimpleFormat.VERSION) {
      return upToHeader(b, from, to, last, Unit.UNSUPPORTED_VERSION);
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
    var follower = Follower.at(b, end, to, last, bigEndian);
    if (follower == Follower.BROKEN) {
      int run = runs().first(b, from + 1, end, to, last);
      if (run == RunSearch.UNDECIDED) {
        return from;
      }
      if (run != RunSearch.NONE) {
        unit = Unit.DAMAGED; // A record of a sound run begins inside this one.
        return run;
      }
    } else if (follower == Follower.UNKNOWN) {
      return from; // Whether this record is sound shows in what follows.
    }
    remember(b, from);
    if (unit == Unit.EVENT && pid != 0) {
      isFollowedByEvent(b, end, to);
    }
    return end;
  }

  private RunSearch runs() {
    return new RunSearch(bigEndian, mappedIds, pid);
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
    if (isBeginningOfHeader(b, from, to)) {
      unit = Unit.TRUNCATED;
      return to;
    }
    return upToHeader(b, from, to, last, Unit.NO_HEADER);
  }

  /** Bytes that nothing can be made of before a header comes. */
  private int upToHeader(byte[] b, int from, int to, boolean last, Unit these) {
    if (onDamage == OnDamage.STOP) {
      stopped = true;
      unit = these;
      return to;
    }
    int until = Math.min(to, from + PIECE_BYTES);
    int at = from + 1;
    while (at < until && !isHeader(b, at, to)) {
      at++;
    }
    if (at == until && to - at < SimpleFormat.HEADER_BYTES && !last) {
      return from;
    }
    unit = these;
    return at;
  }

  private int damage(byte[] b, int from, int to, boolean last, boolean incomplete) {
    if (onDamage == OnDamage.STOP) {
      stopped = true;
      unit = incomplete ? Unit.TRUNCATED : Unit.DAMAGED;
      return to;
    }
    boolean isRest = last && to - from <= PIECE_BYTES;
    int run = runs().first(b, from + 1, isRest ? to : from + PIECE_BYTES, to, last);
    if (run >= 0) {
      unit = Unit.DAMAGED;
      return run;
    }
    if (isRest) {
      unit = incomplete ? Unit.TRUNCATED : Unit.DAMAGED;
      return to;
    }
    if (run == RunSearch.UNDECIDED || (to - from < WINDOW_BYTES && !last)) {
      return from;
    }
    unit = Unit.DAMAGED;
    return new DamagedRun(bigEndian, mappedIds).end(b, from, to);
  }
}
