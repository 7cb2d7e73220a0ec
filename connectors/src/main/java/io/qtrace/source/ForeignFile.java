package io.qtrace.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kinds of files that are no trace that is read. No trace or log begins as they do. */
public final class ForeignFile {

  /** How many bytes {@link #refusal} looks at. */
  public static final int HEAD_BYTES = 64;

  private static final String COMPRESSED =
      "it is compressed with %s, and only zstd and gzip are read; unpack it with '%s' first";
  private static final String OTHER =
      "it is %s, and no trace; give the file that QEMU's -D or -trace file= names";

  /**
   * @param magic regular expression of its first bytes, a byte a character
   * @param text what it is, and what to do
   */
  private record Kind(Pattern magic, String text) {}

  private static final List<Kind> KINDS =
      List.of(
          compressed("\\xfd7zXZ\\x00", "xz", "xz -dc"),
          compressed("BZh[1-9](1A|\\x17r)", "bzip2", "bzip2 -dc"),
          compressed("\\x04\"M\\x18", "lz4", "lz4 -dc"),
          compressed("LZIP\\x01", "lzip", "lzip -dc"),
          compressed("PK\\x03\\x04", "zip", "unzip -p"),
          compressed("\\x1f\\x9d", "compress", "uncompress -c"),
          compressed("7z\\xbc\\xaf'\\x1c", "7z", "7z e -so"),
          kind(
              "\\xff\\xfe|\\xfe\\xff",
              "it is UTF-16 text, as PowerShell's '>' writes it, and only UTF-8 is read; convert it"
                  + " with 'iconv -f UTF-16 -t UTF-8' first"),
          other("\\x7fELF", "a program or a core dump (ELF)"),
          other("[\\xd4\\x4d][\\xc3\\x3c]\\xb2\\xa1|\\xa1\\xb2[\\xc3\\x3c][\\xd4\\x4d]", "a pcap"),
          other("\\n\\r\\r\\n", "a pcapng"),
          kind(
              "(?i)\\s*(<!doctype html|<html)",
              "it is a web page (HTML), and no trace; look at what was downloaded"));

  private ForeignFile() {}

  private static Kind compressed(String magic, String name, String unpack) {
    return kind(magic, COMPRESSED.formatted(name, unpack));
  }

  private static Kind other(String magic, String what) {
    return kind(magic, OTHER.formatted(what));
  }

  private static Kind kind(String magic, String text) {
    return new Kind(Pattern.compile(magic), text);
  }

  /**
   * What a file is that is no trace that is read, and what to do.
   *
   * @param head its first bytes
   */
  public static Optional<String> refusal(byte[] head) {
    var text = new String(head, StandardCharsets.ISO_8859_1);
    return KINDS.stream()
        .filter(kind -> kind.magic.matcher(text).lookingAt())
        .map(Kind::text)
        .findFirst();
  }
}
