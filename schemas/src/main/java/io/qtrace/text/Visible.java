package io.qtrace.text;

/** Text for a terminal, which gets no control characters, whatever files and their names have. */
public final class Visible {

  private Visible() {}

  /** Of one line: tabs stay, and what else cannot be seen is {@code \\xNN} or {@code \\uNNNN}. */
  static String line(String text) {
    return shown(text, false);
  }

  /** The same of a name, which may be empty. */
  public static String name(String text) {
    return text.isEmpty() ? "''" : line(text);
  }

  /** The same of several lines. */
  public static String lines(String text) {
    return shown(text, true);
  }

  private static String shown(String text, boolean keepsLines) {
    if (text.chars().allMatch(c -> isVisible(c) || (keepsLines && c == '\n'))) {
      return text;
    }
    var shown = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                shown.append(
                    isVisible(c) || (keepsLines && c == '\n')
                        ? String.valueOf((char) c)
                        : (c > 0xff ? "\\u%04x" : "\\x%02x").formatted(c)));
    return shown.toString();
  }

  private static boolean isVisible(int c) {
    return (c >= ' ' && c <= '~')
        || c == '\t'
        || (c > '~'
            && !Character.isISOControl(c)
            && Character.getType(c) != Character.FORMAT
            && c != 0x2028
            && c != 0x2029);
  }
}
