package io.qtrace.text;

/**
 * One problem in a definition file, shown with the text it is about; of a long line, with that
 * around the place.
 *
 * @param length how many characters from {@code at} on are meant, at least 0
 */
public record Diagnostic(Position at, int length, String sourceLine, String message) {

  /** Of a line, in front of the place that is meant. */
  private static final int SHOWN_BEFORE = 200;

  /** And behind it. */
  private static final int SHOWN_BEHIND = 500;

  private static final String LEFT_OUT = "…";

  public Diagnostic {
    message = Visible.line(message);
  }

  /**
   * Compiler style, so that editors and CI make it clickable: {@code file:line:column: error: …}.
   */
  @Override
  public String toString() {
    return text("error");
  }

  /** The same for one that stops nothing: {@code file:line:column: warning: …}. */
  public String asWarning() {
    return text("warning");
  }

  private String text(String severity) {
    int from = Math.min(at.column() - 1, sourceLine.length());
    int first = from > SHOWN_BEFORE ? from - SHOWN_BEFORE : 0;
    var before = (first == 0 ? "" : LEFT_OUT) + Visible.line(sourceLine.substring(first, from));
    var behind = Visible.line(cut(sourceLine.substring(from)));
    return "%s: %s: %s\n  %s%s\n  %s"
        .formatted(at, severity, message, before, behind, caret(before));
  }

  private static String cut(String text) {
    return text.length() > SHOWN_BEHIND ? text.substring(0, SHOWN_BEHIND) + LEFT_OUT : text;
  }

  private String caret(String before) {
    // Tabs stay tabs, so that the caret lands under its column in any terminal.
    int from = Math.min(at.column() - 1, sourceLine.length());
    int to = Math.min(sourceLine.length(), from + Math.min(length, SHOWN_BEHIND));
    int shown =
        Math.max(
            Math.min(length, SHOWN_BEHIND), Visible.line(sourceLine.substring(from, to)).length());
    return before.replaceAll("[^\t]", " ") + "^" + "~".repeat(Math.max(0, shown - 1));
  }
}
