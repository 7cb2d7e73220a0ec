package io.qtrace.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

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
    var foreign = foreign(bytes);
    if (!foreign.isEmpty()) {
      var problems = new Problems(new YamlText(at.file, ""), at.kind);
      problems.at(0, 0, foreign);
      problems.throwIfAny();
    }
    var shown = new String(bytes, StandardCharsets.UTF_8);
    var problems = new Problems(new YamlText(at.file, shown), at.kind);
    problems.at(
        at.index,
        1,
        "this is not UTF-8: byte %,d is 0x%02X; save the file as UTF-8 (iconv -f ISO-8859-1 -t UTF-8, if it is Latin-1)"
            .formatted(at.offset, bytes[at.offset]));
    problems.throwIfAny();
  }

  /** What bytes are that are no text in any encoding of bytes, and what to do; else empty. */
  private static String foreign(byte[] bytes) {
    int magic = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    return switch (magic) {
      case 0x1f8b -> "this is compressed with gzip; unpack it with 'gzip -dc' first";
      case 0x28b5 -> "this is compressed with zstd; unpack it with 'zstd -dc' first";
      case 0xfd37 -> "this is compressed with xz; unpack it with 'xz -dc' first";
      case 0x425a ->
          hasControls(bytes)
              ? "this is compressed with bzip2; unpack it with 'bzip2 -dc' first"
              : "";
      case 0x504b ->
          hasControls(bytes) ? "this is compressed with zip; unpack it with 'unzip -p' first" : "";
      case 0xfffe, 0xfeff -> "this is UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8' first";
      default -> hasControls(bytes) ? "this is no text; give a file in YAML" : "";
    };
  }

  private static boolean hasControls(byte[] bytes) {
    return IntStream.range(0, bytes.length)
        .anyMatch(
            i ->
                bytes[i] >= 0
                    && Character.isISOControl(bytes[i])
                    && "\t\n\f\r".indexOf(bytes[i]) < 0);
  }
}
