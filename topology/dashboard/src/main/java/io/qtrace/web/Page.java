package io.qtrace.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer that is made as a whole.
 *
 * @param status of HTTP
 * @param contentType the header's value
 * @param body from its position to its limit; may be shared, and is not changed
 */
public record Page(int status, String contentType, ByteBuffer body) {

  private static final String PLAIN = "text/plain; charset=utf-8";

  public Page {
    body = body.asReadOnlyBuffer();
  }

  /** Plain text. */
  public static Page text(int status, String text) {
    return new Page(status, PLAIN, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
