package io.qtrace.log.lookalike;

/**
 * A line that is no event but looks like one, as a terminal may show it: without control
 * characters, and without bytes of whatever encoding.
 *
 * @param name what looks like an event's name
 * @param isKnown whether the definitions have an event of that name
 * @param before what the line has in front of the caret, or the end of that
 * @param from the line from the caret on, or the beginning of that
 */
public record LookAlike(String name, boolean isKnown, String before, String from) {

  /** What is wrong with it. */
  public String problem() {
    return isKnown
        ? "what is in front of '%s' is no prefix that is read".formatted(name)
        : "no event '%s' is in the definitions".formatted(name);
  }

  /** In one line: what is wrong, and with what. */
  public String inOneLine() {
    return "%s: %s%s".formatted(problem(), before, from);
  }

  /** The line, a caret at what could not be read, and what is wrong. */
  public String withCaret() {
    return "    %s%s\n    %s^\n  %s"
        .formatted(before, from, " ".repeat(before.length()), problem());
  }
}
