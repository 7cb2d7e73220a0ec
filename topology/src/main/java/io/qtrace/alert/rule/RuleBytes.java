package io.qtrace.alert.rule;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A rule file's bytes as text. */
final class RuleBytes {

  /** Twenty thousand rules of the usual size; more is not a rule file. */
  static final int MOST_BYTES = 4 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private RuleBytes() {}

  /**
   * @throws InvalidRulesException if there are too many bytes, or they are not UTF-8
   */
  static String text(String file, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      var problems = new Problems(new RuleText(file, ""));
      problems.at(
          0,
          0,
          "a rule file has at most %,d bytes; make fewer or shorter rules".formatted(MOST_BYTES));
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
      refuse(file, bytes, in.position(), sound);
    }
    var text = out.flip().toString();
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * @param offset of the first byte that is not UTF-8
   * @param index where it stands, in {@code char}s
   */
  private static void refuse(String file, byte[] bytes, int offset, int index) {
    var shown = new String(bytes, StandardCharsets.UTF_8);
    var problems = new Problems(new RuleText(file, shown));
    problems.at(
        index,
        1,
        "this is not UTF-8: byte %,d is 0x%02X; save the file as UTF-8 (iconv -f ISO-8859-1 -t UTF-8, if it is Latin-1)"
            .formatted(offset, bytes[offset]));
    problems.throwIfAny();
  }
}
