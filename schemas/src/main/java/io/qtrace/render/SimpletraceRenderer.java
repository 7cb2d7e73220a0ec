package io.qtrace.render;

import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints a trace as QEMU 10's simpletrace.py does: {@code name delta_us pid=N argument=0x…
 * string=b'…'}, one event a line.
 *
 * <p>Numbers are the raw 64 bits in hexadecimal, strings are Python's {@code repr} of bytes. The
 * delta is the time since the record before, in microseconds with three decimals; it is negative
 * when time steps back, and 0.000 for the first record.
 *
 * <p>Holds the time of the last record: one renderer per trace. Not thread-safe.
 */
public final class SimpletraceRenderer {

  /**
   * Below this many nanoseconds a double of delta/1000 prints exactly the three decimals of the
   * delta: half of the last decimal is more than its rounding error of 2^-53.
   */
  private static final long EXACT_NS = 4_000_000_000_000_000L;

  private static final SimpletraceLine DROPPED =
      new SimpletraceLine(
          "Dropped_Event", List.of("num_events_dropped"), List.of(CType.Kind.UNSIGNED));

  private final List<EventDefinition> definitions;

  /** Made when an event first occurs: a trace has a few of thousands. */
  private final @Nullable SimpletraceLine[] lines;

  private boolean started;
  private long lastTimestampNs;
  private int pid;
  private byte[] pidText = new byte[0];
  private int pidLength;

  /**
   * @param definitions in the order of {@link RawEvent#definition}
   */
  public SimpletraceRenderer(List<EventDefinition> definitions) {
    this.definitions = definitions;
    lines = new SimpletraceLine[definitions.size()];
    cachePid(0);
  }

  /** Appends the event's line. */
  public void event(RawEvent event, GrowableBytes out) {
    var line = lines[event.definition];
    if (line == null) {
      line = lines[event.definition] = SimpletraceLine.of(definitions.get(event.definition));
    }
    // A byte of a string takes up to four characters, as in \xff.
    out.reserve(line.maxBytes + 4 * (event.argumentsTo - event.argumentsFrom));
    byte[] b = out.array();
    int at = start(line, event.timestampNs, event.pid, b, out.size());
    int next = event.argumentsFrom;
    for (int i = 0; i < line.arguments; i++) {
      at = line.label(i, b, at);
      if (line.isString(i)) {
        int length = Arguments.length(event, next);
        at = PythonBytes.quote(event.arguments, next + 4, next + 4 + length, b, at);
        next += 4 + length;
      } else {
        long bits = Arguments.number(event, next);
        // QEMU's backend has cut it to a whole number.
        at = Ascii.hex(b, at, line.isReal(i) ? (long) Double.longBitsToDouble(bits) : bits);
        next += 8;
      }
    }
    b[at++] = '\n';
    out.endAt(at);
  }

  /** Appends the line of a dropped record. */
  public void dropped(long timestampNs, int pid, long count, GrowableBytes out) {
    out.reserve(DROPPED.maxBytes);
    byte[] b = out.array();
    int at = start(DROPPED, timestampNs, pid, b, out.size());
    at = DROPPED.label(0, b, at);
    at = Ascii.hex(b, at, count);
    b[at++] = '\n';
    out.endAt(at);
  }

  private int start(SimpletraceLine line, long timestampNs, int pid, byte[] b, int at) {
    int next = delta(timestampNs, b, line.name(b, at));
    if (pid != this.pid) {
      cachePid(pid);
    }
    return Ascii.copy(pidText, 0, pidLength, b, next);
  }

  private void cachePid(int pid) {
    var text =
        " pid=%s ".formatted(Integer.toUnsignedString(pid)).getBytes(StandardCharsets.US_ASCII);
    this.pid = pid;
    pidText = Ascii.padded(text);
    pidLength = text.length;
  }

  /** Time stamps are unsigned, so the difference has up to 65 bits. */
  private int delta(long timestampNs, byte[] b, int at) {
    long last = started ? lastTimestampNs : timestampNs;
    started = true;
    lastTimestampNs = timestampNs;
    boolean negative = Long.compareUnsigned(timestampNs, last) < 0;
    long magnitude = negative ? last - timestampNs : timestampNs - last;
    int next = at;
    if (negative) {
      b[next++] = '-';
    }
    if (magnitude < 0 || magnitude > EXACT_NS) {
      return inexactMicroseconds(magnitude, b, next);
    }
    long microseconds = magnitude / 1000;
    int fraction = (int) (magnitude - microseconds * 1000);
    next = Ascii.decimal(b, next, microseconds);
    b[next] = '.';
    b[next + 1] = (byte) ('0' + fraction / 100);
    return Ascii.pair(b, next + 2, fraction % 100);
  }

  /**
   * Python prints the double nearest to the quotient. Allocates; only a damaged time stamp is 46
   * days off.
   */
  private static int inexactMicroseconds(long unsignedNs, byte[] b, int at) {
    var exact = new BigDecimal(new BigInteger(Long.toUnsignedString(unsignedNs)), 3);
    var printed = new BigDecimal(exact.doubleValue()).setScale(3, RoundingMode.HALF_EVEN);
    var text = printed.toPlainString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, b, at, text.length);
    return at + text.length;
  }
}
