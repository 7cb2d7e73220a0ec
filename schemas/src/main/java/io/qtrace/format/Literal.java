package io.qtrace.format;

import java.nio.charset.StandardCharsets;

/**
 * Bytes between conversions; {@code %%} is resolved and adjacent literals are joined.
 *
 * @param text one character, 0 to 255, for each byte; never empty
 */
public record Literal(String text) implements Piece {

  /** A new array. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
