package io.qtrace.cli.deadletter;

import io.qtrace.contract.DeadLetter;
import io.qtrace.raw.RawHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A run of bytes of a dead letter, as a raw record's value. A letter with many of them goes back as
 * many raw records: behind each other they might read as something else.
 *
 * @param position where in the raw record of old it began, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record RawPart(byte[] value, int position) {

  private static final Pattern OFFSET = Pattern.compile("(.*;offset=)(\\d{1,18})", Pattern.DOTALL);

  static List<RawPart> of(DeadLetter letter) {
    var bytes = bytes(letter.getBytes());
    if (letter.getParts().isEmpty()) {
      return List.of(new RawPart(bytes, letter.getPosition()));
    }
    var parts = new RawPart[letter.getParts().size()];
    int from = 0;
    for (int i = 0; i < parts.length; i++) {
      var part = letter.getParts().get(i);
      int to = from + part.getSize();
      parts[i] = new RawPart(Arrays.copyOfRange(bytes, from, to), part.getPosition());
      from = to;
    }
    return List.of(parts);
  }

  /** A part of a chunk begins further on in its source. */
  byte[] header(String name, byte[] old) {
    if (!name.equals(RawHeaders.SOURCE) || position == 0) {
      return old;
    }
    var matcher = OFFSET.matcher(new String(old, StandardCharsets.UTF_8));
    return matcher.matches()
        ? (matcher.group(1) + (Long.parseLong(matcher.group(2)) + position))
            .getBytes(StandardCharsets.UTF_8)
        : old;
  }

  static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
