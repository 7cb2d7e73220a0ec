package io.qtrace.log;

import io.qtrace.definition.Definitions;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.log.pattern.EventPatterns;
import io.qtrace.log.prefix.PrefixForms;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;

/**
 * Reads the lines of a log, in any mix of the {@link PrefixForms forms} that QEMU's backends and
 * all that carries their text give them, and hands out what each line is:
 *
 * <ul>
 *   <li>an event
 *   <li>{@code other}: ordinary log text
 *   <li>rejected as {@link Rejection#MISMATCH}: it begins with an event's name and a space, but
 *       does not fit the event. Without a prefix it counts as ordinary text if the name has no
 *       underscore; prefixes of containers count as none
 *   <li>rejected as {@link Rejection#UNKNOWN_EVENT}: it has a prefix that only trace events have,
 *       {@code tid@sec.usec:} or SystemTap's, but no event has its name. Behind any other prefix an
 *       unknown name is ordinary text. Or it begins with the name of an event that is declared but
 *       cannot be read, under the same conditions as a mismatch
 *   <li>rejected as {@link Rejection#DAMAGED}: it begins as an event does, and what carries it says
 *       that its end is missing; or it has {@value #MAX_LINE_BYTES} bytes or more; it comes in
 *       pieces of that size, the last one of up to twice as much. So each piece is too long by
 *       itself, and says the same to a reader that has no other
 * </ul>
 *
 * <p>The empty line behind an event whose format ends with a newline is part of the event. Neither
 * a carriage return in front of a newline nor a terminal sequence there is part of a value; blanks
 * are only if a string is last.
 *
 * <p>A trace line of one thread can end up behind another thread's unfinished message. It is found
 * if it has a stamp; the message in front of it is {@code other}.
 *
 * <p>A line that does not fit its event, but could if a string in it went on, is joined with the
 * lines that follow, up to {@value #MAX_JOINED_LINES} lines and {@value #MAX_JOINED_BYTES} bytes
 * and up to the next line that has a prefix or begins as an event. If no join fits, the first line
 * alone is rejected.
 *
 * <p>A line that a container runtime has cut into pieces is put together first, up to {@value
 * CarriedPieces#MAX_PIECES} pieces; what is found is told of all of its lines at once. Lines of the
 * other output among them come behind it.
 *
 * <p>NULs end a line, unless it is an event that printed them; what is behind them is another one,
 * and they are {@code other}.
 *
 * <p>Keeps nothing from one call to the next. Not thread-safe.
 */
public final class LogReader {

  /**
   * A longer line is no text. Two such pieces fit into a Kafka record of 1 MiB, which is what
   * producers and brokers take by default, with some room for its headers.
   */
  public static final int MAX_LINE_BYTES = 500 * 1024;

  /** With so many bytes there is always a line, or a piece of one. */
  public static final int MAX_PIECE_BYTES = 2 * MAX_LINE_BYTES;

  static final int MAX_JOINED_LINES = JoinedLines.MAX_LINES;
  static final int MAX_JOINED_BYTES = JoinedLines.MAX_BYTES;

  private static final int PENDING = JoinedLines.PENDING;

  /** An empty line is looked for behind a line of at most so many bytes in front of its text. */
  private static final int MAX_CARRIER_BYTES = 1024;

  private final EventLine line;
  private final EventLine behind;
  private final GluedLine glued;
  private final JoinedLines joined;
  private final CarriedPieces pieces;
  private final MixedPieces mixed;
  private final CarriedLines carried;

  public LogReader(Definitions definitions) {
    this(definitions, LogOptions.defaults());
  }

  public LogReader(Definitions definitions, LogOptions options) {
    var patterns = new EventPatterns(definitions);
    line = new EventLine(patterns, options);
    behind = new EventLine(patterns, options);
    glued = new GluedLine(behind);
    joined = new JoinedLines(behind);
    pieces = new CarriedPieces(behind);
    mixed = new MixedPieces(behind);
    carried = new CarriedLines(line, glued);
  }

  /**
   * Reads whole lines.
   *
   * @param last nothing follows {@code to}: the answer is {@code to}, and what is behind the last
   *     newline is a line. Otherwise the caller passes the bytes from the answer on again, with
   *     more behind them; a buffer of {@link #MAX_PIECE_BYTES} always makes progress
   * @return the position up to which the bytes were read
   */
  public int read(byte[] b, int from, int to, boolean last, RawRecordHandler handler) {
    return readLines(new Input(b, to, last, handler), from);
  }

  private int readLines(Input input, int from) {
    int at = from;
    while (at < input.to) {
      int next = plainLine(input, at);
      if (next == PENDING) {
        next = anyLine(input, at);
      }
      if (next == PENDING) {
        return at;
      }
      at = next;
    }
    return input.to;
  }

  /** Reads what most lines are; returns {@link #PENDING} if this one is not. */
  private int plainLine(Input input, int from) {
    int end = line.readPlain(input.b, from, input.to);
    if (end < 0 || end - from >= MAX_LINE_BYTES) {
      return PENDING;
    }
    input.handler.event(line.event());
    return end + 1;
  }

  /**
   * Returns where the next line begins, or {@link #PENDING} if that depends on bytes not there yet.
   */
  private int anyLine(Input input, int from) {
    if (input.isNul(from)) {
      return Nuls.skip(input, from);
    }
    int end = input.lineEnd(from);
    if (end - from >= MAX_LINE_BYTES) {
      return LongLine.reject(input, from, end);
    }
    if (!input.isLine(end)) {
      return PENDING;
    }
    return input.isNul(end) ? lineWithNuls(input, from, end) : wholeLine(input, from, end, end);
  }

  /**
   * Reads a line that NULs follow: together with them if they are an event's, and what is behind
   * them.
   *
   * @param nul the first of them
   */
  private int lineWithNuls(Input input, int from, int nul) {
    int end = Nuls.lineEnd(input, nul);
    if (!input.isLine(end) && end - from < MAX_LINE_BYTES) {
      return PENDING;
    }
    boolean isEvent =
        !input.isNul(end)
            && end - from < MAX_LINE_BYTES
            && line.read(input.b, from, end) == EventLine.Outcome.EVENT
            && !line.hasStrings();
    if (isEvent) {
      return event(input, from, end);
    }
    return wholeLine(input, from, nul, Nuls.areLast(input, nul, end) ? end : nul);
  }

  /**
   * Reads a line whose end is known.
   *
   * @param textEnd without NULs in front of its end
   */
  private int wholeLine(Input input, int from, int textEnd, int end) {
    var outcome = line.read(input.b, from, textEnd);
    if (CarriedPieces.isPiece(line)) {
      int mixedTo = mixed.collect(line, input, from, end);
      if (mixedTo != CarriedPieces.NONE) {
        return mixedTo == PENDING ? PENDING : mixedLines(input, mixedTo);
      }
      int piecesTo = pieces.collect(line, input, from, end);
      if (piecesTo != CarriedPieces.NONE) {
        return piecesTo == PENDING ? PENDING : read(input, pieces.read(line), from, piecesTo);
      }
    }
    return read(input, outcome, from, end);
  }

  /** Reads what {@link #mixed} has found: the pieces first, as their line began first. */
  private int mixedLines(Input input, int end) {
    var others = mixed.others(input);
    readLines(mixed.pieces(input), 0);
    readLines(others, 0);
    return input.next(end);
  }

  /** Hands out what a line is; returns where the next line begins, or {@link #PENDING}. */
  private int read(Input input, EventLine.Outcome outcome, int from, int end) {
    return outcome == EventLine.Outcome.EVENT
        ? event(input, from, end)
        : brokenLine(input, outcome, from, end);
  }

  private int event(Input input, int from, int end) {
    int next = nextLine(input, line.endsWithEmptyLine(), end, behind);
    if (next != PENDING) {
      line.place(input.b, from, end);
      input.handler.event(line.event());
    }
    return next;
  }

  /**
   * Where the line behind the event that ends there begins, or {@link #PENDING} if that depends on
   * bytes not there yet.
   *
   * @param hasEmptyLine an empty line behind it is part of the event
   * @param reader of the line behind
   */
  private int nextLine(Input input, boolean hasEmptyLine, int end, EventLine reader) {
    int next = input.next(end);
    if (!hasEmptyLine || (input.last && next == input.to)) {
      return next;
    }
    int carriers = line.heading().carriers;
    int emptyEnd = input.lineEnd(next);
    if (emptyEnd - next > MAX_CARRIER_BYTES) {
      return next;
    }
    if (!input.isLine(emptyEnd)) {
      return PENDING;
    }
    if (input.isNul(emptyEnd)) {
      return next;
    }
    int text = reader.readCarriers(input.b, next, emptyEnd, carriers);
    return text >= 0 && text == reader.heading().textTo ? input.next(emptyEnd) : next;
  }

  /**
   * Reads a line that is no event by itself; returns where the next line begins, or {@link
   * #PENDING}.
   */
  private int brokenLine(Input input, EventLine.Outcome outcome, int from, int end) {
    var heading = line.heading();
    if (heading.text != input.b && CarriedLines.areIn(heading)) {
      return carried.read(input, from, end);
    }
    if (heading.isCut) {
      line.emit(outcome, input, from, end);
      return input.next(end);
    }
    boolean isInLine = heading.text == input.b;
    int textFrom = isInLine ? from : heading.carriedFrom;
    int stamp = glued.find(heading.text, textFrom, heading.textTo);
    if (stamp < heading.textTo) {
      return gluedLine(input, from, end, isInLine ? stamp : from);
    }
    if (outcome == EventLine.Outcome.MISMATCH && line.isOpen()) {
      int joinedTo = joined.join(line, input, from, end);
      if (joinedTo == PENDING) {
        return PENDING;
      }
      if (joinedTo > end) {
        return event(input, from, joinedTo);
      }
      reread(input, from, end);
    }
    line.emit(outcome, input, from, end);
    return input.next(end);
  }

  /** Hands out the event that {@link #glued} has found, and what is in front of it. */
  private int gluedLine(Input input, int from, int end, int stamp) {
    int next = nextLine(input, glued.endsWithEmptyLine(), end, line);
    if (next == PENDING) {
      return PENDING;
    }
    if (stamp == from) { // what is in front cannot be told from it by places in the line
      input.handler.other(input.b, from, from);
    } else {
      line.emit(line.read(input.b, from, stamp), input, from, stamp);
    }
    glued.place(input.b, stamp, end);
    input.handler.event(glued.event());
    return next;
  }

  /** Reads a line, or its pieces, again. */
  private void reread(Input input, int from, int end) {
    line.read(input.b, from, end);
    if (CarriedPieces.isPiece(line) && pieces.areSeveral()) {
      pieces.read(line);
    }
  }
}
