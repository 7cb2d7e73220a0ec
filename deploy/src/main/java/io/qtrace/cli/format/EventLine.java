package io.qtrace.cli.format;

import io.qtrace.bytes.Words;
import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import io.qtrace.schema.FieldNames;
import io.qtrace.transcode.Utf8;
import java.util.List;

/**
 * What lines of one event have in common: its name, and a label and a kind for each argument. Not
 * thread-safe.
 */
final class EventLine {

  private enum Kind {
    NUMBER,
    UINT64,
    POINTER,
    REAL,
    BOOLEAN,
    STRING;

    private static Kind of(Argument argument) {
      CType type = argument.type();
      return switch (type.kind()) {
        case STRING -> STRING;
        case BOOLEAN -> BOOLEAN;
        case REAL -> REAL;
        case POINTER -> POINTER;
        case SIGNED, UNSIGNED -> type.isUnsigned64() ? UINT64 : NUMBER;
      };
    }
  }

  /** Up to the time. */
  final byte[] start;

  /** The beginning of a thing on a timeline. */
  final byte[] named;

  /** What is in front of each value: a name and a colon, behind a comma. */
  private final byte[][] labels;

  private final Kind[] kinds;

  /** A string that is more than ASCII, as a typed event has it. */
  private byte[] utf8 = {};

  EventLine(EventDefinition event) {
    start = JsonText.bytes("{\"event\":%s,\"timestamp\":".formatted(JsonText.quoted(event.name())));
    named = JsonText.bytes("{\"name\":" + JsonText.quoted(event.name()));
    labels = labels(FieldNames.of(event));
    kinds = event.arguments().stream().map(Kind::of).toArray(Kind[]::new);
  }

  private static byte[][] labels(List<String> names) {
    var labels = new byte[names.size()][];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = JsonText.bytes((i == 0 ? "" : ",") + JsonText.quoted(names.get(i)) + ":");
    }
    return labels;
  }

  /** Appends the arguments, without braces. */
  void arguments(RawEvent event, GrowableBytes out) {
    byte[] in = event.arguments;
    int next = event.argumentsFrom;
    for (int i = 0; i < kinds.length; i++) {
      out.put(labels[i]);
      var kind = kinds[i];
      if (kind == Kind.STRING) {
        int length = (int) Words.INT.get(in, next);
        int from = next + Integer.BYTES;
        next = from + (event.bigEndian ? Integer.reverseBytes(length) : length);
        string(in, from, next, out);
      } else {
        long bits = Words.at(in, next);
        number(kind, event.bigEndian ? Long.reverseBytes(bits) : bits, out);
        next += Long.BYTES;
      }
    }
  }

  private static void number(Kind kind, long bits, GrowableBytes out) {
    switch (kind) {
      case UINT64 -> JsonText.unsigned(out, bits);
      case POINTER -> JsonText.address(out, bits);
      case REAL -> JsonText.real(out, Double.longBitsToDouble(bits));
      case BOOLEAN -> JsonText.bool(out, bits != 0);
      default -> JsonText.number(out, bits);
    }
  }

  private void string(byte[] in, int from, int to, GrowableBytes out) {
    if (isAscii(in, from, to)) {
      JsonText.string(out, in, from, to);
      return;
    }
    if (utf8.length < 3 * (to - from)) {
      utf8 = new byte[3 * (to - from)];
    }
    JsonText.string(out, utf8, 0, Utf8.put(in, from, to, utf8, 0));
  }

  private static boolean isAscii(byte[] in, int from, int to) {
    int seen = 0;
    for (int i = from; i < to; i++) {
      seen |= in[i];
    }
    return seen >= 0;
  }
}
