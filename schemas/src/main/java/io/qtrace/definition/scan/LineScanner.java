package io.qtrace.definition.scan;

import io.qtrace.text.Diagnostic;
import io.qtrace.text.Position;

/** A cursor over one line. Every token knows its position, so every error can point at it. */
public final class LineScanner {

  public record Token(String text, Position at) {}

  /** Control flow only: it never leaves the parser. */
  public static final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Diagnostic diagnostic;

    SyntaxError(Diagnostic diagnostic) {
      super(diagnostic.message(), null, false, false);
      this.diagnostic = diagnostic;
    }

    public Diagnostic diagnostic() {
      return diagnostic;
    }
  }

  private final String file;
  private final int number;
  private final String line;
  private int next;

  public LineScanner(String file, int number, String line) {
    this.file = file;
    this.number = number;
    this.line = line;
  }

  public boolean isBlankOrComment() {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  public String text() {
    return line;
  }

  /** Skips white space. */
  public boolean atEnd() {
    return skipSpaces() == line.length();
  }

  /** The next identifier; an error that names {@code what} if there is none. */
  public Token word(String what) {
    int start = skipSpaces();
    while (next < line.length() && isWordPart(line.charAt(next))) {
      next++;
    }
    if (start == next) {
      throw error(found(), "expected " + what + " but found " + foundText());
    }
    return token(start);
  }

  /** Everything up to one of {@code stops} or the end, stripped; may be empty. */
  public Token until(String stops) {
    int start = skipSpaces();
    while (next < line.length() && stops.indexOf(line.charAt(next)) < 0) {
      next++;
    }
    return token(start);
  }

  /** What follows the spaces, or NUL at the end. */
  public char peek() {
    return atEnd() ? '\0' : line.charAt(next);
  }

  public boolean accept(char c) {
    if (peek() != c) {
      return false;
    }
    next++;
    return true;
  }

  public void expect(char c) {
    if (!accept(c)) {
      throw error(found(), "expected '%c' but found %s".formatted(c, foundText()));
    }
  }

  /**
   * The inside of a C string literal, escapes untouched; the cursor stands on its opening quote.
   */
  Token literal() {
    int open = next++;
    int start = next;
    while (next < line.length() && line.charAt(next) != '"') {
      next += line.charAt(next) == '\\' ? 2 : 1;
    }
    if (next >= line.length()) {
      next = line.length();
      throw error(token(open), "the format's string does not end; close it with '\"'");
    }
    var inside = new Token(line.substring(start, next), at(start));
    next++;
    return inside;
  }

  public SyntaxError error(Token token, String message) {
    return new SyntaxError(new Diagnostic(token.at(), token.text().length(), line, message));
  }

  /** Shows but the beginning. */
  public SyntaxError tooLong(int most) {
    var message = "the line has %d characters; at most %d are taken".formatted(line.length(), most);
    return new SyntaxError(new Diagnostic(at(0), 1, line.substring(0, 60) + "…", message));
  }

  /** The character at the cursor as a token, for errors. */
  public Token found() {
    skipSpaces();
    return new Token(next == line.length() ? "" : line.substring(next, next + 1), at(next));
  }

  public String foundText() {
    return atEnd() ? "the end of the line" : "'" + line.charAt(next) + "'";
  }

  Position at(int index) {
    return new Position(file, number, index + 1);
  }

  private Token token(int start) {
    return new Token(line.substring(start, next).stripTrailing(), at(start));
  }

  private int skipSpaces() {
    while (next < line.length() && isSpace(line.charAt(next))) {
      next++;
    }
    return next;
  }

  /**
   * Quick for what is common: a text of half a megabyte goes through here before the JIT compiler
   * has seen it.
   */
  private static boolean isSpace(char c) {
    return (c <= ' ' || c > '~') && Character.isWhitespace(c);
  }

  public static boolean isWordPart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
