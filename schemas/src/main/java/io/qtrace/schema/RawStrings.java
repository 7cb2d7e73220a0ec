package io.qtrace.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes behind a typed event's string. Strings in a trace are C strings and need not be UTF-8;
 * a byte {@code 0xNN} that is not stands in the event as the private-use character {@code U+EFNN}
 * (U+EF80 to U+EFFF).
 */
public final class RawStrings {

  private RawStrings() {}

  /** The bytes QEMU traced. */
  public static byte[] toBytes(CharSequence text) {
    var bytes = new ByteArrayOutputStream(text.length());
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '\uef80' && c <= '\uefff') {
        bytes.writeBytes(text.subSequence(plain, i).toString().getBytes(StandardCharsets.UTF_8));
        bytes.write(c & 0xff);
        plain = i + 1;
      }
    }
    bytes.writeBytes(
        text.subSequence(plain, text.length()).toString().getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
