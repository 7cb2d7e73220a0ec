package io.qtrace.log.lookalike;

/**
 * A line that is no event but looks like one, as a terminal may show it: without control
 * characters, and without bytes of whatever encoding.
 *
 * @param name what looks like an event's name
 * @param problem what is wrong with it
 * @param before what the line has in front of the caret, or the end of that
 * @param from the line from the caret on, or the beginning of that
 */
public record LookAlike(String name, Problem problem, String before, String from) {

  /** Why a line is none of the events that it looks like. */
  public enum Problem {
    UNKNOWN_EVENT("no event '%s' is in the definitions"),
    UNKNOWN_PREFIX("what is in front of '%s' is no prefix that is read"),
    NO_ARGUMENTS("behind '%s' QEMU prints a blank and the event's arguments");

    private final String sentence;

    Problem(String sentence) {
      this.sentence = sentence;
    }
  }

  private String sentence() {
    return problem.sentence.formatted(name);
  }

  /** In one line: what is wrong, and with what. */
  public String inOneLine() {
    return "%s: %s%s".formatted(sentence(), before, from);
  }

  /** The line, a caret at what could not be read, and what is wrong. */
  public String withCaret() {
    return "    %s%s\n    %s^\n  %s"
        .formatted(before, from, " ".repeat(before.length()), sentence());
  }
}
