package io.qtrace.source.file;

import java.nio.charset.StandardCharsets;

/** How a trace file is compressed, as its first bytes tell. */
public enum Compression {
  NONE("uncompressed"),
  ZSTD("zstd"),
  GZIP("gzip");

  private final String text;

  Compression(String text) {
    this.text = text;
  }

  /** As people call it. */
  public String text() {
    return text;
  }

  /** The command that unpacks such a file to its standard output; empty if there is nothing to. */
  public String unpack() {
    return this == NONE ? "" : text + " -dc";
  }

  /**
   * @param head the file's first bytes; zstd's may be those of a frame to be skipped, as pzstd
   *     writes it
   */
  public static Compression of(byte[] head) {
    var text = new String(head, StandardCharsets.ISO_8859_1);
    boolean isSkipped = text.startsWith("*M\u0018", 1) && (text.charAt(0) & 0xf0) == 0x50;
    if (isSkipped || text.startsWith("(\u00b5/\u00fd")) {
      return ZSTD;
    }
    return text.startsWith("\u001f\u008b") ? GZIP : NONE;
  }
}
