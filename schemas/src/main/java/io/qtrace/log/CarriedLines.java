package io.qtrace.log;

import io.qtrace.bytes.Words;
import io.qtrace.log.EventLine.Outcome;
import io.qtrace.log.heading.Heading;

/**
 * Reads a message of several lines, which a shipper or a client of the journal has put into one
 * string. Each is read by itself; one without a stamp has the message's. Not thread-safe.
 *
 * <p>In the source they are one line. The first that is rejected has it whole, so that nothing is
 * lost, else the last; the others have none of its bytes.
 */
final class CarriedLines {

  private static final byte NEWLINE = '\n';

  private final EventLine line;
  private final GluedLine glued;
  private final GrowingText text = new GrowingText();

  /** Somebody has the line of the source. */
  private boolean isPlaced;

  CarriedLines(EventLine line, GluedLine glued) {
    this.line = line;
    this.glued = glued;
  }

  /** Whether what a line carries has several. */
  static boolean areIn(Heading heading) {
    return newline(heading.text, heading.carriedFrom, heading.textTo) < heading.textTo;
  }

  /** Reads what the line carries that was read last; returns where the next line begins. */
  int read(Input input, int from, int end) {
    var heading = line.heading();
    boolean isCut = heading.isCut;
    text.set(heading.text, heading.carriedFrom, heading.textTo);
    isPlaced = false;
    int at = 0;
    while (at < text.length()) {
      int to = newline(text.bytes(), at, text.length());
      boolean isLast = to + 1 >= text.length();
      heading.beginCarried();
      heading.isCut = isCut && isLast;
      readLine(new Place(input, from, end, isLast), at, to);
      at = to + 1;
    }
    return input.next(end);
  }

  private void readLine(Place place, int from, int to) {
    byte[] b = text.bytes();
    var outcome = line.readCarried(b, from, to);
    int stamp = outcome == Outcome.EVENT ? to : glued.find(b, from, to);
    if (stamp == to) {
      emit(outcome, place);
      return;
    }
    emit(line.readCarried(b, from, stamp), place.inFront());
    glued.place(place.input.b, place.from, isPlaced || !place.isLast ? place.from : place.end);
    place.input.handler.event(glued.event());
  }

  private void emit(Outcome outcome, Place place) {
    boolean isRejected = outcome != Outcome.EVENT && outcome != Outcome.OTHER;
    boolean isWhole = !isPlaced && (isRejected || place.isLast);
    int end = isWhole ? place.end : place.from;
    isPlaced |= isWhole;
    if (isWhole || outcome != Outcome.OTHER) {
      line.place(place.input.b, place.from, end);
      line.emit(outcome, place.input, place.from, end);
    }
  }

  private static int newline(byte[] b, int from, int end) {
    return Words.indexOf(b, from, end, NEWLINE);
  }

  /** Where the line of the source is that carries the text, and whether a line is its last. */
  private record Place(Input input, int from, int end, boolean isLast) {

    Place inFront() {
      return new Place(input, from, end, false);
    }
  }
}
