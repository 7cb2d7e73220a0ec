package io.qtrace.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A file's bytes as text. */
public final class YamlBytes {

  /** Twenty thousand alert rules of the usual size; more is no file that somebody wrote. */
  public static final int MOST_BYTES = 4 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private YamlBytes() {}

  /**
   * @throws RuntimeException the kind's, if there are too many bytes, or they are not UTF-8
   */
  public static String text(String file, byte[] bytes, FileKind kind) {
    if (bytes.length > MOST_BYTES) {
      var problems = new Problems(new YamlText(file, ""), kind);
      problems.at(
          0,
          0,
          "%s has at most %,d bytes; make fewer or shorter %s"
              .formatted(kind.noun(), MOST_BYTES, kind.entries()));
      problems.throwIfAny();
    }
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    var result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    int sound = out.position();
    if (result.isError()) {
      refuse(new Place(file, kind, in.position(), sound), bytes);
    }
    var text = out.flip().toString();
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * Of the first byte that is not UTF-8.
   *
   * @param index where it stands, in {@code char}s
   */
  private record Place(String file, FileKind kind, int offset, int index) {}

  private static void refuse(Place at, byte[] bytes) {
    var shown = new String(bytes, StandardCharsets.UTF_8);
    var problems = new Problems(new YamlText(at.file, shown), at.kind);
    problems.at(
        at.index,
        1,
        "this is not UTF-8: byte %,d is 0x%02X; save the file as UTF-8 (iconv -f ISO-8859-1 -t UTF-8, if it is Latin-1)"
            .formatted(at.offset, bytes[at.offset]));
    problems.throwIfAny();
  }
}
