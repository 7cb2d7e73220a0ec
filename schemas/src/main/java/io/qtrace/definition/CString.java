package io.qtrace.definition;

import io.qtrace.definition.LineScanner.Token;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The constant expression behind a declaration: string literals and PRI macros, one after the
 * other.
 */
final class CString {

  /** inttypes.h, C11 7.8.1. */
  private static final Pattern PRI =
      Pattern.compile("PRI([diouxX])(?:(?:LEAST|FAST)?(8|16|32|64)|(MAX|PTR))");

  /** Length modifiers as glibc defines the macros on x86-64. */
  private static final Map<String, String> MODIFIERS =
      Map.of("8", "hh", "16", "h", "32", "", "64", "l", "MAX", "l", "PTR", "l");

  private static final Map<Character, Character> ESCAPES =
      Map.ofEntries(
          Map.entry('n', '\n'),
          Map.entry('t', '\t'),
          Map.entry('r', '\r'),
          Map.entry('a', '\u0007'),
          Map.entry('b', '\b'),
          Map.entry('f', '\f'),
          Map.entry('v', '\u000b'),
          Map.entry('e', '\u001b'),
          Map.entry('"', '"'),
          Map.entry('\'', '\''),
          Map.entry('?', '?'),
          Map.entry('\\', '\\'));

  private CString() {}

  /** Reads from the cursor on up to a comma or the end of the line. */
  static String read(LineScanner line) {
    var text = new StringBuilder();
    while (!line.atEnd() && line.peek() != ',') {
      text.append(line.peek() == '"' ? unescape(line, line.literal()) : macro(line));
    }
    return text.toString();
  }

  private static String macro(LineScanner line) {
    if (!Character.isLetter(line.peek())) {
      throw line.error(
          line.found(), "expected a string or a PRI macro but found " + line.foundText());
    }
    var name = line.word("a PRI macro");
    return expand(name.text())
        .orElseThrow(
            () ->
                line.error(
                    name,
                    "unknown macro '%s'; use those of inttypes.h, such as PRIx64"
                        .formatted(name.text())));
  }

  private static Optional<String> expand(String macro) {
    var pri = PRI.matcher(macro);
    if (!pri.matches()) {
      return Optional.empty();
    }
    var width = pri.group(2) != null ? pri.group(2) : pri.group(3);
    return Optional.of(MODIFIERS.get(width) + pri.group(1));
  }

  private static String unescape(LineScanner line, Token literal) {
    var raw = literal.text();
    var text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); ) {
      char c = raw.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      int end = escapeEnd(raw, i);
      text.append(escape(line, literal, raw.substring(i, end), i));
      i = end;
    }
    return text.toString();
  }

  /** Where the escape whose first character behind the backslash is at {@code i} ends. */
  private static int escapeEnd(String raw, int i) {
    if (raw.charAt(i) == 'x') {
      int end = i + 1;
      while (end < raw.length() && Character.digit(raw.charAt(end), 16) >= 0) {
        end++;
      }
      return end;
    }
    int end = i;
    while (end < raw.length() && end < i + 3 && Character.digit(raw.charAt(end), 8) >= 0) {
      end++;
    }
    return Math.max(end, i + 1);
  }

  private static char escape(LineScanner line, Token literal, String code, int index) {
    char first = code.charAt(0);
    if (Character.digit(first, 8) >= 0) {
      return (char) (Integer.parseInt(code, 8) & 0xff);
    }
    if (first == 'x' && code.length() > 1 && code.length() <= 3) {
      return (char) Integer.parseInt(code.substring(1), 16);
    }
    var simple = ESCAPES.get(first);
    if (simple == null) {
      int column = literal.at().column() - 1 + index - 1;
      throw line.error(
          new Token("\\" + code, line.at(column)),
          "unknown escape '\\%s' in the format".formatted(code));
    }
    return simple;
  }
}
