package io.qtrace.raw;

import static io.qtrace.raw.record.SimpleFormat.u32;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.text.Counts;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the argument bytes of a record are those of its definition: 8 bytes for a number, 4
 * and the length they name for a string, nothing left over. Immutable.
 */
final class ArgumentLayout {

  private final EventDefinition event;

  /** Sum of all fixed parts: 8 per number, 4 per string. */
  private final int fixedBytes;

  /** Fixed bytes to skip before each string's length; empty if there is no string. */
  private final int[] beforeString;

  ArgumentLayout(EventDefinition event) {
    this.event = event;
    int fixed = 0;
    int skip = 0;
    int strings = 0;
    var before = new int[event.arguments().size()];
    for (var argument : event.arguments()) {
      if (isString(argument)) {
        before[strings++] = skip;
        skip = 0;
        fixed += Integer.BYTES;
      } else {
        skip += Long.BYTES;
        fixed += Long.BYTES;
      }
    }
    this.fixedBytes = fixed;
    this.beforeString = Arrays.copyOf(before, strings);
  }

  boolean matches(byte[] b, int from, int to, boolean bigEndian) {
    long left = (long) to - from - fixedBytes;
    int at = from;
    for (int skip : beforeString) {
      at += skip;
      if (left < 0) {
        return false;
      }
      int length = u32(b, at, bigEndian);
      if (length < 0 || length > left) {
        return false;
      }
      left -= length;
      at += Integer.BYTES + length;
    }
    return left == 0;
  }

  /** Says in words why {@link #matches} is false. */
  String mismatch(byte[] b, int from, int to, boolean bigEndian) {
    int at = from;
    int index = 0;
    for (var argument : event.arguments()) {
      index++;
      var problem = problem(argument, b, at, to, bigEndian);
      if (problem != null) {
        return "%s: record ends inside argument '%s' (%d of %d)%s"
            .formatted(event.name(), argument.name(), index, event.arguments().size(), problem);
      }
      at += isString(argument) ? Integer.BYTES + u32(b, at, bigEndian) : Long.BYTES;
    }
    return "%s: %s left after the last argument; is this the definition QEMU was built with?"
        .formatted(event.name(), Counts.of(to - at, "byte"));
  }

  private static @Nullable String problem(
      Argument argument, byte[] b, int at, int to, boolean bigEndian) {
    if (!isString(argument)) {
      return to - at < Long.BYTES ? "" : null;
    }
    if (to - at < Integer.BYTES) {
      return "";
    }
    int length = u32(b, at, bigEndian);
    return length < 0 || length > to - at - Integer.BYTES
        ? ", a string of " + Counts.of(Integer.toUnsignedLong(length), "byte")
        : null;
  }

  private static boolean isString(Argument argument) {
    return argument.type().kind() == CType.Kind.STRING;
  }
}
