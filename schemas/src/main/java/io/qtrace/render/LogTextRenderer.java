package io.qtrace.render;

import io.qtrace.definition.EventDefinition;
import io.qtrace.format.CFormat;
import io.qtrace.format.InvalidFormatException;
import io.qtrace.raw.RawEvent;

/**
 * Prints events of one definition as QEMU's log backend does: {@code <event> <formatted>\n}, with
 * glibc's printf semantics on x86-64. Without a format nothing follows the space; {@code %m} stays
 * as it is, since no record says what it printed; {@code %s} of a pointer to bytes prints the
 * address.
 *
 * <p>A conversion prints the low bits that its length modifier selects of the 64 bits on the wire,
 * which is what C prints of the promoted argument. A string ends at a NUL, as in C; only damaged
 * records have one. A width or precision that an argument gives is cut down to {@link
 * CFormat#MAX_MEASURE}, so a damaged record cannot ask for gigabytes.
 *
 * <p>Immutable and thread-safe.
 */
public final class LogTextRenderer {

  private static final byte[] NIL = Ascii.padded(new byte[] {'(', 'n', 'i', 'l', ')'});

  private final TextStep[] steps;

  /** The longest line but for its strings. */
  private final int maxBytes;

  private LogTextRenderer(TextStep[] steps) {
    this.steps = steps;
    int max = "\n".length() + Ascii.SLACK;
    for (var step : steps) {
      max += step.maxBytes();
    }
    maxBytes = max;
  }

  /**
   * @throws InvalidFormatException if the format does not fit the arguments; that of a parsed
   *     definition does
   */
  public static LogTextRenderer compile(EventDefinition definition) {
    var declared = definition.format();
    var format = CFormat.parse(declared == null ? "" : declared);
    var kinds = definition.arguments().stream().map(a -> a.type().formatKind()).toList();
    format.requirePrints(kinds);
    return new LogTextRenderer(
        TextStep.compile(definition.name() + " ", format.ofAddresses(kinds)));
  }

  /** Appends the event's line. The event must be of the definition that was compiled. */
  public void render(RawEvent event, GrowableBytes out) {
    out.reserve(maxBytes + event.argumentsTo - event.argumentsFrom);
    byte[] b = out.array();
    int at = out.size();
    int next = event.argumentsFrom;
    for (var step : steps) {
      at = Ascii.copy(step.literal, 0, step.literalLength, b, at);
      switch (step.kind) {
        case HEX -> {
          at = Ascii.hex(b, at, step.unsigned(Arguments.number(event, next)), step.minDigits);
          next += 8;
        }
        case UNSIGNED -> {
          at = Ascii.decimal(b, at, step.unsigned(Arguments.number(event, next)));
          next += 8;
        }
        case SIGNED -> {
          at = signed(b, at, step.signed(Arguments.number(event, next)));
          next += 8;
        }
        case POINTER -> {
          at = pointer(b, at, Arguments.number(event, next));
          next += 8;
        }
        case STRING -> {
          int from = next + 4;
          next = from + Arguments.length(event, next);
          at = string(event.arguments, from, next, b, at);
        }
        case FIELD -> {
          at = step.field().print(event, next, b, at);
          next = step.field().argumentsTo(event, next);
        }
        case END -> b[at++] = '\n';
      }
    }
    out.endAt(at);
  }

  private static int signed(byte[] b, int at, long value) {
    if (value >= 0) {
      return Ascii.decimal(b, at, value);
    }
    b[at] = '-';
    return Ascii.decimal(b, at + 1, -value);
  }

  private static int pointer(byte[] b, int at, long value) {
    if (value == 0) {
      return Ascii.copy(NIL, 0, 5, b, at);
    }
    b[at] = '0';
    b[at + 1] = 'x';
    return Ascii.hex(b, at + 2, value);
  }

  /** Up to a NUL. */
  private static int string(byte[] text, int from, int to, byte[] b, int at) {
    int next = at;
    for (int i = from; i < to && text[i] != 0; i++) {
      b[next++] = text[i];
    }
    return next;
  }
}
