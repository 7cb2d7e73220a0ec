package io.qtrace.text;

/**
 * One problem in a definition file, shown with the text it is about.
 *
 * @param length how many characters from {@code at} on are meant, at least 0
 */
public record Diagnostic(Position at, int length, String sourceLine, String message) {

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
    return "%s: %s: %s\n  %s\n  %s"
        .formatted(at, severity, message, Visible.line(sourceLine), caret());
  }

  private String caret() {
    // Tabs stay tabs, so that the caret lands under its column in any terminal.
    int from = at.column() - 1;
    var margin = Visible.line(sourceLine.substring(0, from)).replaceAll("[^\t]", " ");
    int to = Math.min(sourceLine.length(), from + length);
    int shown =
        Math.max(length, Visible.line(sourceLine.substring(Math.min(from, to), to)).length());
    return margin + "^" + "~".repeat(Math.max(0, shown - 1));
  }
}
