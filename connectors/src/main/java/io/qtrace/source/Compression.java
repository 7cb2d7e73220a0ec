package io.qtrace.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** How a trace file is compressed, as its first bytes tell. */
enum Compression {
  NONE("uncompressed"),
  ZSTD("zstd"),
  GZIP("gzip");

  /** How many bytes {@link #of} looks at. */
  static final int MAGIC_BYTES = 6;

  /**
   * A format that is not read. No trace or log begins so.
   *
   * @param magic regular expression of its first bytes, a byte a character
   * @param unpack the command
   */
  private record Foreign(String name, String magic, String unpack) {}

  private static final List<Foreign> FOREIGN =
      List.of(
          new Foreign("xz", "\\xfd7zXZ\\x00", "xz -dc"),
          new Foreign("bzip2", "BZh[1-9](1A|\\x17r)", "bzip2 -dc"),
          new Foreign("lz4", "\\x04\"M\\x18", "lz4 -dc"),
          new Foreign("lzip", "LZIP\\x01", "lzip -dc"),
          new Foreign("zip", "PK\\x03\\x04", "unzip -p"),
          new Foreign("compress", "\\x1f\\x9d", "uncompress -c"));

  private final String text;

  Compression(String text) {
    this.text = text;
  }

  /** As people call it. */
  String text() {
    return text;
  }

  /**
   * @param head the file's first bytes
   * @throws IOException if it is a compression that is not supported; the message says what to do
   */
  static Compression of(byte[] head) throws IOException {
    var text = new String(head, StandardCharsets.ISO_8859_1);
    for (var foreign : FOREIGN) {
      if (Pattern.compile(foreign.magic).matcher(text).lookingAt()) {
        throw new IOException(
            "it is compressed with %s, and only zstd and gzip are read; unpack it with '%s' first"
                .formatted(foreign.name, foreign.unpack));
      }
    }
    if (text.startsWith("(\u00b5/\u00fd")) {
      return ZSTD;
    }
    return text.startsWith("\u001f\u008b") ? GZIP : NONE;
  }
}
