package io.qtrace.log;

import io.qtrace.log.EventLine.Outcome;
import io.qtrace.log.heading.Heading;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of several lines, which a shipper or a client of the journal has put into one
 * string, as a log of its own. What its lines do not say, the message does. Not thread-safe.
 */
final class CarriedLines {

  private final EventLine line;
  private final Supplier<LogReader> readers;
  private final GrowingText text = new GrowingText();
  private @Nullable LogReader reader;

  /**
   * @param line reads what carries the message
   * @param readers makes one for the message
   */
  CarriedLines(EventLine line, Supplier<LogReader> readers) {
    this.line = line;
    this.readers = readers;
  }

  /** Reads what the line carries that was read last. */
  void read(RawRecordHandler handler) {
    var heading = line.heading();
    text.set(heading.text, heading.carriedFrom, heading.textTo);
    var lines = text.input(new Carried(handler, heading));
    int wholeTo = heading.isCut ? lastLine(lines) : lines.to;
    if (reader == null) {
      reader = readers.get();
    }
    reader.read(lines.b, 0, wholeTo, true, lines.handler);
    if (heading.isCut) {
      readCut(lines, wholeTo);
    }
  }

  private static int lastLine(Input lines) {
    int from = lines.to;
    while (from > 0 && lines.b[from - 1] != '\n') {
      from--;
    }
    return from;
  }

  private void readCut(Input lines, int from) {
    var outcome = line.readCarried(lines.b, from, lines.to);
    if (outcome != Outcome.OTHER || from < lines.to) {
      line.emit(outcome, lines, from, lines.to);
    }
  }

  /** Adds what the message says to its events. */
  private record Carried(RawRecordHandler handler, Heading message) implements RawRecordHandler {

    @Override
    public void event(RawEvent event) {
      message.complete(event);
      handler.event(event);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      handler.dropped(timestampNs, pid, count);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      handler.rejected(reason, detail, buffer, from, to);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      handler.other(buffer, from, to);
    }
  }
}
