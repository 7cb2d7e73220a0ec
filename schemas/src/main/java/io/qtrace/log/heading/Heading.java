package io.qtrace.log.heading;

import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;

/**
 * What the prefixes in front of an event's name say of its line, and where its text lies. Of
 * several stamps, processes and threads the last counts, as it is the one nearest to QEMU. Not
 * thread-safe.
 */
public final class Heading {

  /** What the line may be, for all that its prefixes say. */
  public enum Form {
    /** Nothing in front of it, or only what carries any text: any text at all. */
    NONE,
    /** An event or a message of QEMU. */
    MESSAGE,
    /** {@code tid@sec.usec:} and {@code pid@ns }, which only trace events have: an event. */
    EVENT
  }

  /** Gets time, process and thread. */
  public final RawEvent event;

  public Form form = Form.NONE;

  /** A syslog daemon wrote the line, and escaped its control characters. */
  public boolean isEscaped;

  /** The line, or what a string in it says. */
  public byte[] text = new byte[0];

  /** The text's end, without a carriage return and terminal sequences. */
  public int textTo;

  /**
   * How many prefixes of programs the line has that carry each line of any text: what they carry
   * may be part of a longer line.
   */
  public int carriers;

  /** Where the text behind the last of them begins. */
  public int carriedFrom;

  /** What the event had there: time, process and thread of each line of the text. */
  private final Carrier carrier = new Carrier();

  /** How many of them there are up to the one that says that its text goes on; 0 if none does. */
  public int pieceCarriers;

  /** Where that text begins. */
  public int pieceFrom;

  /** Whether only its missing end says so, which some write that make one line of one text. */
  public boolean isPieceDoubtful;

  /** The end of the text is missing: the line says that there is more, and nobody has it. */
  public boolean isCut;

  /** Of that text: 1 for stdout, 2 for stderr, 0 where the carrier does not say. */
  public int stream;

  /** Behind the stamp read last: the rest of a prefix that begins with a stamp begins there. */
  public int stampTo;

  public Heading(RawEvent event) {
    this.event = event;
  }

  /** Begins another line. */
  public void begin(byte[] b, int from, int end) {
    text = b;
    textTo = LineTail.textEnd(b, from, end);
    carriers = 0;
    carriedFrom = from;
    pieceCarriers = 0;
    isPieceDoubtful = false;
    isCut = false;
    stream = 0;
    stampTo = -1;
  }

  /** Goes on with other bytes, which the line carries. */
  public void goOn(byte[] b, int from, int end) {
    text = b;
    textTo = LineTail.textEnd(b, from, end);
    carriedFrom = from;
    form = Form.NONE;
    stampTo = -1;
  }

  /** Writes references only if they change, since that costs more than to look. */
  public void mark(Form form, Clock clock, long ns) {
    if (this.form != form) {
      this.form = form;
    }
    if (event.clock != clock) {
      event.clock = clock;
    }
    event.timestampNs = ns;
  }

  /** A stamp that any message may have, and that ends at {@code to}, which it returns. */
  public int stamp(int to, Clock clock, long ns) {
    mark(Form.MESSAGE, clock, ns);
    stampTo = to;
    return to;
  }

  /** A prefix of a program that carries any text, from {@code to} on, which it returns. */
  public int carry(int to, int stream, boolean isPiece) {
    form = Form.NONE;
    isEscaped = false;
    carriers++;
    carriedFrom = to;
    carrier.set(event);
    if (pieceCarriers == 0) {
      this.stream = stream;
    }
    if (isPiece && pieceCarriers == 0) {
      pieceCarriers = carriers;
      pieceFrom = to;
    }
    return to;
  }

  /** Begins a further line of what the carrier carries. */
  public void beginCarried() {
    mark(Form.NONE, carrier.clock, carrier.timestampNs);
    event.pid = carrier.pid;
    event.threadId = carrier.threadId;
  }

  /** What a carrier says of all that it carries. */
  private static final class Carrier {

    private Clock clock = Clock.NONE;
    private long timestampNs;
    private int pid;
    private long threadId;

    private void set(RawEvent event) {
      clock = event.clock;
      timestampNs = event.timestampNs;
      pid = event.pid;
      threadId = event.threadId;
    }
  }
}
