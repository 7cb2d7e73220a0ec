package io.qtrace.yaml;

import io.qtrace.text.Diagnostic;
import io.qtrace.text.Position;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.error.Mark;

/** The text of a file, and the places in it that diagnostics point at. */
public final class YamlText {

  /** Between two known places; what lies between is counted each time. */
  private static final int STRIDE = 1 << 10;

  private final String file;
  private final String text;

  /** Where each line begins, in {@code char}s. */
  private final int[] lines;

  /** Where every {@link #STRIDE}th code point stands, in {@code char}s. */
  private final int[] strides;

  public YamlText(String file, String text) {
    this.file = file;
    this.text = text;
    this.lines =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
    this.strides = strides(text);
  }

  private static int[] strides(String text) {
    var strides = new int[1 + text.codePointCount(0, text.length()) / STRIDE];
    for (int i = 1; i < strides.length; i++) {
      strides[i] = text.offsetByCodePoints(strides[i - 1], STRIDE);
    }
    return strides;
  }

  String text() {
    return text;
  }

  /** SnakeYAML counts code points. */
  int index(Mark mark) {
    return index(mark.getIndex());
  }

  /**
   * @param codePoints how many code points stand before it
   */
  int index(int codePoints) {
    int known = Math.min(codePoints / STRIDE, strides.length - 1);
    int at = strides[known];
    int further = Math.min(codePoints - known * STRIDE, text.length() - at);
    for (int i = 0; i < further && at < text.length(); i++) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /** Where the first line of more {@code char}s begins. */
  OptionalInt firstLineOver(int most) {
    return IntStream.range(0, lines.length)
        .filter(i -> (i + 1 < lines.length ? lines[i + 1] : text.length()) - lines[i] > most + 1)
        .map(i -> lines[i])
        .findFirst();
  }

  /** Lines count from 1. */
  int line(int index) {
    int found = Arrays.binarySearch(lines, index);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * @param index of the first character that is meant
   * @param length how many are; what is on further lines is left out
   */
  Diagnostic diagnostic(int index, int length, String message) {
    int start = text.lastIndexOf('\n', index - 1) + 1;
    int newline = text.indexOf('\n', index);
    var line = text.substring(start, newline < 0 ? text.length() : newline).stripTrailing();
    int column = Math.min(index - start, line.length());
    int shown = Math.min(length, line.length() - column);
    return new Diagnostic(new Position(file, line(index), column + 1), shown, line, message);
  }
}
