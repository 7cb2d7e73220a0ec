package io.qtrace.log;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;

/**
 * Reads what stands in front of an event's name, the longest known form first. A syslog line may
 * hold a line that has a stamp of its own, as when QEMU's stderr goes to the journal; the inner
 * stamp counts then. Not thread-safe.
 */
final class LinePrefix {

  private static final int MAX_TID_DIGITS = 9;

  /** More seconds than this are more nanoseconds than a long holds. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L - 1;

  /** What the prefix says about the line, beyond time and thread. */
  enum Form {
    NONE,
    /**
     * An ISO stamp, with or without the header of {@link ProgramHeader}: any message may have it.
     */
    STAMP,
    /** {@code tid@sec.usec:}, which QEMU up to 10.0 puts in front of trace events only. */
    THREAD,
    SYSLOG,
    FTRACE
  }

  private final EventNames names;
  private final IsoStamp iso = new IsoStamp();
  private final TraditionalStamp traditional;
  private final SyslogHeader syslog = new SyslogHeader();
  private final FtraceHeader ftrace = new FtraceHeader();
  private final ProgramHeader program;
  private final Clock ftraceClock;

  Form form = Form.NONE;

  /** A syslog daemon wrote the line, and escaped its control characters. */
  boolean isEscaped;

  /** Where the event's name begins. */
  int nameFrom;

  /** Gets time, process and thread. */
  private final RawEvent event;

  LinePrefix(EventNames names, LogOptions options, RawEvent event) {
    this.names = names;
    this.event = event;
    traditional = new TraditionalStamp(options);
    program = new ProgramHeader(names);
    ftraceClock = options.ftraceClock();
  }

  /** Index of the event that the line begins, or -1. */
  int read(byte[] b, int from, int end) {
    int definition = readPlain(b, from, end);
    return definition >= 0 ? definition : readHeaders(b, from, end);
  }

  /**
   * As {@link #read} for lines without a prefix or with a stamp only; {@code end} may be behind the
   * line.
   */
  int readPlain(byte[] b, int from, int end) {
    isEscaped = false;
    event.pid = 0;
    event.threadId = -1;
    nameFrom = readStamp(b, from, end);
    if (nameFrom == from) {
      mark(Form.NONE, Clock.NONE, 0);
    }
    return names.find(b, nameFrom, end);
  }

  /** Whether one of QEMU's own stamps is at a position. */
  boolean isStamp(byte[] b, int from, int end) {
    return readStamp(b, from, end) > from;
  }

  /** Writes references only if they change, since that costs more than to look. */
  private void mark(Form form, Clock clock, long ns) {
    if (this.form != form) {
      this.form = form;
    }
    if (event.clock != clock) {
      event.clock = clock;
    }
    event.timestampNs = ns;
  }

  /** Returns the position behind one of QEMU's own stamps, or {@code from}. */
  private int readStamp(byte[] b, int from, int end) {
    if (from >= end || !Words.isDigit(b[from])) {
      return from;
    }
    int to = iso.read(b, from, end);
    if (to >= 0) {
      mark(Form.STAMP, Clock.REALTIME, iso.epochNs);
      return to < end && b[to] == ' ' ? to + 1 : to;
    }
    to = readThreadStamp(b, from, end);
    return to >= 0 ? to : from;
  }

  /** {@code tid@sec.usec:}, with six digits behind the point. */
  private int readThreadStamp(byte[] b, int from, int end) {
    int tidTo = Words.digitsEnd(b, from, Math.min(end, from + MAX_TID_DIGITS));
    if (tidTo == from || tidTo >= end || b[tidTo] != '@') {
      return -1;
    }
    int secondsTo = Words.digitsEnd(b, tidTo + 1, Math.min(end, tidTo + 12));
    int to = secondsTo + 7;
    if (secondsTo == tidTo + 1 || to >= end || b[secondsTo] != '.' || b[to] != ':') {
      return -1;
    }
    long seconds = Words.decimal(b, tidTo + 1, secondsTo);
    if (seconds > MAX_SECONDS || Words.digitsEnd(b, secondsTo + 1, to) != to) {
      return -1;
    }
    mark(
        Form.THREAD,
        Clock.REALTIME,
        seconds * 1_000_000_000L + Words.decimal(b, secondsTo + 1, to) * 1000);
    event.threadId = Words.decimal(b, from, tidTo);
    return to + 1;
  }

  private int readHeaders(byte[] b, int from, int end) {
    if (form == Form.THREAD) {
      return -1;
    }
    int text = program.read(b, nameFrom, end);
    if (text >= 0) {
      form = Form.STAMP;
      event.threadId = program.threadId;
      nameFrom = text;
      return program.definition;
    }
    text = readSyslog(b, from, end);
    if (text >= 0) {
      nameFrom = readStamp(b, text, end);
      return names.find(b, nameFrom, end);
    }
    return readFtrace(b, from, end);
  }

  private int readFtrace(byte[] b, int from, int end) {
    int text = ftrace.read(b, from, end);
    if (text < 0) {
      return -1;
    }
    form = Form.FTRACE;
    event.clock = ftrace.hasTimestamp ? ftraceClock : Clock.NONE;
    event.timestampNs = event.clock == Clock.NONE ? 0 : ftrace.timestampNs;
    event.threadId = ftrace.threadId;
    event.pid = ftrace.pid;
    nameFrom = text;
    return names.find(b, text, end);
  }

  /** Returns the position behind one of syslog's prefixes, or -1. */
  private int readSyslog(byte[] b, int from, int end) {
    int priorityEnd = SyslogHeader.priorityEnd(b, from, end);
    int at = priorityEnd < 0 ? from : priorityEnd;
    if (priorityEnd >= 0 && end - at > 2 && b[at] == '1' && b[at + 1] == ' ') {
      return read5424(b, at + 2, end);
    }
    if (form == Form.STAMP) {
      return tagged(syslog.readTag(b, nameFrom, end), event.timestampNs);
    }
    int to = traditional.read(b, at, end);
    long ns = traditional.epochNs;
    if (to < 0 && priorityEnd >= 0) {
      to = iso.read(b, at, end);
      ns = iso.epochNs;
    }
    return to < 0 || to >= end || b[to] != ' ' ? -1 : tagged(syslog.readTag(b, to + 1, end), ns);
  }

  private int read5424(byte[] b, int at, int end) {
    boolean hasStamp = b[at] != '-';
    int to = hasStamp ? iso.read(b, at, end) : at + 1;
    if (to < 0 || to >= end || b[to] != ' ') {
      return -1;
    }
    int text = syslog.readFields(b, to + 1, end);
    tagged(text, iso.epochNs);
    if (text >= 0 && !hasStamp) {
      event.clock = Clock.NONE;
      event.timestampNs = 0;
    }
    return text;
  }

  private int tagged(int text, long ns) {
    if (text >= 0) {
      mark(Form.SYSLOG, Clock.REALTIME, ns);
      isEscaped = syslog.hasHost;
      event.pid = syslog.pid;
    }
    return text;
  }
}
