package io.qtrace.render;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is the same in every simpletrace line of an event: its name and, in front of each argument,
 * a label.
 */
final class SimpletraceLine {

  final int arguments;

  /** The longest line but for the strings. */
  final int maxBytes;

  /**
   * Name and labels one after the other, such as {@code "dma_blk_cb dbs=0x ret=0x"}; {@link
   * Ascii#padded}.
   */
  private final byte[] texts;

  /** Where in {@link #texts} the name (0) and each label ends. */
  private final int[] ends;

  private final CType.Kind[] kinds;

  SimpletraceLine(String event, List<String> names, List<CType.Kind> kinds) {
    arguments = names.size();
    ends = new int[arguments + 1];
    this.kinds = kinds.toArray(CType.Kind[]::new);
    var text = new StringBuilder(event).append(' ');
    ends[0] = text.length();
    for (int i = 0; i < arguments; i++) {
      text.append(i == 0 ? "" : " ").append(names.get(i)).append(isString(i) ? "=b" : "=0x");
      ends[i + 1] = text.length();
    }
    // C identifiers: one byte a character.
    texts = Ascii.padded(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    maxBytes =
        texts.length
            + "-18446744073709551.616 pid=4294967295 \n".length()
            + arguments * "ffffffffffffffff".length()
            + 2 * Ascii.SLACK;
  }

  static SimpletraceLine of(EventDefinition definition) {
    var arguments = definition.arguments();
    return new SimpletraceLine(
        definition.name(),
        arguments.stream().map(Argument::name).toList(),
        arguments.stream().map(a -> a.type().kind()).toList());
  }

  boolean isString(int argument) {
    return kinds[argument] == CType.Kind.STRING;
  }

  boolean isReal(int argument) {
    return kinds[argument] == CType.Kind.REAL;
  }

  int name(byte[] b, int at) {
    return Ascii.copy(texts, 0, ends[0], b, at);
  }

  int label(int argument, byte[] b, int at) {
    return Ascii.copy(texts, ends[argument], ends[argument + 1], b, at);
  }
}
