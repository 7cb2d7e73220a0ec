package io.qtrace.definition.scan;

import io.qtrace.definition.scan.LineScanner.Token;
import io.qtrace.format.CFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The constant expression behind a declaration: string literals and PRI macros, one after the
 * other.
 */
public final class CString {

  private final LineScanner line;
  private final StringBuilder text = new StringBuilder();

  private final List<Part> parts = new ArrayList<>();

  /**
   * What is written between {@code begin} and {@code end} in the line is the text from {@code
   * textAt} on: the same characters, or else an escape or a macro.
   */
  private record Part(int textAt, int begin, int end, boolean isVerbatim) {}

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

  private CString(LineScanner line) {
    this.line = line;
  }

  /** Reads from the cursor on up to a comma or the end of the line. */
  public static CString read(LineScanner line) {
    var string = new CString(line);
    while (!line.atEnd() && line.peek() != ',') {
      if (line.peek() == '"') {
        string.unescape(line.literal());
      } else {
        string.macro();
      }
    }
    return string;
  }

  /**
   * A byte from 0x80 on that is written as an escape is the character U+EF00 + byte, see {@link
   * CFormat}.
   */
  public String text() {
    return text.toString();
  }

  /** How the characters from {@code from} to {@code to}, at least one, are written in the line. */
  public Token source(int from, int to) {
    var first = partWith(from);
    var last = partWith(to - 1);
    int begin = first.begin + (first.isVerbatim ? from - first.textAt : 0);
    int end = last.isVerbatim ? last.begin + to - last.textAt : last.end;
    return new Token(line.text().substring(begin, end), line.at(begin));
  }

  private Part partWith(int index) {
    var part = parts.get(0);
    for (var next : parts) {
      part = next.textAt <= index ? next : part;
    }
    return part;
  }

  private void append(String characters, int begin, int end) {
    parts.add(new Part(text.length(), begin, end, false));
    text.append(characters);
  }

  private void appendVerbatim(int begin, int end) {
    parts.add(new Part(text.length(), begin, end, true));
    text.append(line.text(), begin, end);
  }

  private void macro() {
    if (!Character.isLetter(line.peek())) {
      throw line.error(
          line.found(), "expected a string or a PRI macro but found " + line.foundText());
    }
    var name = line.word("a PRI macro");
    var expansion =
        FormatMacros.expand(name.text())
            .orElseThrow(
                () ->
                    line.error(
                        name,
                        "unknown macro '%s'; use those of inttypes.h, such as PRIx64"
                            .formatted(name.text())));
    int begin = name.at().column() - 1;
    append(expansion, begin, begin + name.text().length());
  }

  private void unescape(Token literal) {
    var raw = literal.text();
    int start = literal.at().column() - 1;
    for (int i = 0; i < raw.length(); ) {
      int end = raw.indexOf('\\', i);
      if (end != i) {
        end = end < 0 ? raw.length() : end;
        appendVerbatim(start + i, start + end);
      } else {
        end = escapeEnd(raw, i + 1);
        append(escape(raw.substring(i, end), start + i), start + i, start + end);
      }
      i = end;
    }
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

  private String escape(String written, int index) {
    char first = written.charAt(1);
    if (Character.digit(first, 8) >= 0) {
      return character(Integer.parseInt(written.substring(1), 8) & 0xff);
    }
    if (first == 'x' && written.length() > 2 && written.length() <= 4) {
      return character(Integer.parseInt(written.substring(2), 16));
    }
    var simple = ESCAPES.get(first);
    if (simple == null) {
      throw line.error(
          new Token(written, line.at(index)),
          "unknown escape '%s' in the format".formatted(written));
    }
    return simple.toString();
  }

  private static String character(int value) {
    return String.valueOf((char) (value < 128 ? value : CFormat.FIRST_BYTE + value - 128));
  }
}
