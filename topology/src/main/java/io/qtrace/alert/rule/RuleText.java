package io.qtrace.alert.rule;

import io.qtrace.definition.Diagnostic;
import io.qtrace.definition.Position;
import org.yaml.snakeyaml.error.Mark;

/** The text of a rule file, and the places in it that diagnostics point at. */
final class RuleText {

  private final String file;
  private final String text;

  RuleText(String file, String text) {
    this.file = file;
    this.text = text;
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
    return text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
  }

  /** Lines count from 1. */
  int line(int index) {
    return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
  }

  /**
   * @param index of the first character that is meant
   * @param length how many are; what is on further lines is left out
   */
  Diagnostic diagnostic(int index, int length, String message) {
    int start = text.lastIndexOf('\n', index - 1) + 1;
    int newline = text.indexOf('\n', index);
    int end = newline < 0 ? text.length() : newline;
    var line = text.substring(start, end).stripTrailing();
    int column = Math.min(index - start, line.length());
    int shown = Math.min(length, line.length() - column);
    return new Diagnostic(new Position(file, line(index), column + 1), shown, line, message);
  }
}
