package io.qtrace.yaml;

import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Where the characters of a YAML scalar's value stand in the file: the value has lost quotes,
 * escapes, indentation and folded lines, but the order of what is left is the file's.
 */
final class ScalarPositions {

  private final String text;
  private final String value;
  private final boolean isDoubleQuoted;
  private final boolean isSingleQuoted;

  /** Per {@code char} of the value its index in the text, and one for the value's end. */
  private final int[] indexes;

  private int next;

  ScalarPositions(YamlText file, ScalarNode scalar) {
    text = file.text();
    value = scalar.getValue();
    var style = scalar.getScalarStyle();
    isDoubleQuoted = style.getChar() != null && style.getChar() == '"';
    isSingleQuoted = style.getChar() != null && style.getChar() == '\'';
    indexes = new int[value.length() + 1];
    next = contentStart(file.index(scalar.getStartMark()), style.getChar());
    align();
  }

  /** An index in the value as one in the text. */
  int index(int inValue) {
    return indexes[Math.min(inValue, value.length())];
  }

  /** Behind anchor, tag, quote or block header. */
  private int contentStart(int start, Character style) {
    int at = start;
    while (at < text.length() && (text.charAt(at) == '&' || text.charAt(at) == '!')) {
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
    if (style == null) {
      return at;
    }
    return style == '|' || style == '>' ? text.indexOf('\n', at) + 1 : at + 1;
  }

  private void align() {
    int i = 0;
    while (i < value.length()) {
      char c = value.charAt(i);
      if (!Character.isWhitespace(c)) {
        skipLayout();
      }
      int length = escapeLength();
      int chars = length > 1 ? Character.charCount(value.codePointAt(i)) : 1;
      for (int k = 0; k < chars && i < value.length(); k++) {
        indexes[i++] = Math.min(next, text.length());
      }
      boolean isFolded = Character.isWhitespace(c) && length == 1 && charAt(next) != c;
      next += isFolded ? 0 : length;
    }
    indexes[value.length()] = Math.min(next, text.length());
  }

  /** White space and continued lines that are not part of the value. */
  private void skipLayout() {
    while (Character.isWhitespace(charAt(next)) || isContinuation()) {
      next++;
    }
  }

  private boolean isContinuation() {
    return isDoubleQuoted
        && charAt(next) == '\\'
        && (charAt(next + 1) == '\n' || charAt(next + 1) == '\r');
  }

  /** Of the character of the value that stands here: more than 1 if it is escaped. */
  private int escapeLength() {
    if (isSingleQuoted && charAt(next) == '\'') {
      return 2;
    }
    if (!isDoubleQuoted || charAt(next) != '\\') {
      return 1;
    }
    return switch (charAt(next + 1)) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }
}
