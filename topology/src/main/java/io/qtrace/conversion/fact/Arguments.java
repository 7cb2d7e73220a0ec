package io.qtrace.conversion.fact;

import io.qtrace.bytes.Words;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Arguments of one event after the other, by their place in its definition. One object serves all,
 * so that none is made per event; not thread-safe.
 */
final class Arguments {

  /** Where each argument of the event begins. */
  private final int[] at = new int[EventDefinition.MAX_ARGUMENTS];

  /** Which arguments of an event are strings. */
  static boolean[] strings(EventDefinition event) {
    var isString = new boolean[event.arguments().size()];
    for (int i = 0; i < isString.length; i++) {
      isString[i] = event.arguments().get(i).type().kind() == CType.Kind.STRING;
    }
    return isString;
  }

  /** The event is the one whose arguments are asked for from now on. */
  void locate(RawEvent event, boolean[] isString) {
    int next = event.argumentsFrom;
    for (int i = 0; i < isString.length; i++) {
      at[i] = next;
      next += isString[i] ? Integer.BYTES + length(event, next) : Long.BYTES;
    }
  }

  long number(RawEvent event, int argument) {
    long value = (long) Words.LONG.get(event.arguments, at[argument]);
    return event.bigEndian ? Long.reverseBytes(value) : value;
  }

  /** A longer one is no RAM block's, and would make state and results as large as it is. */
  boolean isName(RawEvent event, int argument) {
    return length(event, at[argument]) <= MemoryLayout.MAX_NAME_BYTES;
  }

  String string(RawEvent event, int argument) {
    int from = at[argument];
    return new String(
        event.arguments, from + Integer.BYTES, length(event, from), StandardCharsets.UTF_8);
  }

  boolean is(RawEvent event, int argument, byte[] text) {
    int from = at[argument] + Integer.BYTES;
    return Arrays.equals(
        event.arguments, from, from + length(event, at[argument]), text, 0, text.length);
  }

  private static int length(RawEvent event, int at) {
    int length = (int) Words.INT.get(event.arguments, at);
    return event.bigEndian ? Integer.reverseBytes(length) : length;
  }
}
