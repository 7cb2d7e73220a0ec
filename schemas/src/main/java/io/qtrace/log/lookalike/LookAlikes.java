package io.qtrace.log.lookalike;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.log.lookalike.LookAlike.Problem;
import java.util.Set;

/**
 * Tells lines that look like events from those that do not, among lines that are none. A line looks
 * like an event if a word with an underscore is the name of one, or stands where events stand: at
 * the beginning, or behind what ends prefixes of the known kinds. Prefixes have such words, too:
 * names of hosts, guests and containers. Immutable.
 */
public final class LookAlikes {

  /** What is behind is not looked at. */
  private static final int MAX_LINE_BYTES = 4096;

  private static final int SHOWN_BEFORE = 60;
  private static final int SHOWN = 110;
  private static final int NONE = -1;

  /** The end of a terminal's title. */
  private static final byte BELL = 7;

  private static final String JSON_BELL = "\\u0007";

  private final Set<String> names;

  public LookAlikes(Definitions definitions) {
    names = definitions.events().stream().map(EventDefinition::name).collect(toUnmodifiableSet());
  }

  /** Whether a line that is no event looks like one. */
  public boolean contain(byte[] b, int from, int to) {
    return nameFrom(b, from, Math.min(to, from + MAX_LINE_BYTES)) != NONE;
  }

  /** Describes a line that looks like an event. */
  public LookAlike describe(byte[] b, int from, int to) {
    int end = Math.min(to, from + MAX_LINE_BYTES);
    int name = Math.max(from, nameFrom(b, from, end));
    int nameTo = nameEnd(b, name, end);
    var problem = problem(b, from, name, nameTo);
    int caret =
        switch (problem) {
          case UNKNOWN_EVENT -> name;
          case UNKNOWN_PREFIX -> from;
          case NO_ARGUMENTS -> nameTo;
        };
    int shownFrom = Math.max(from, caret - SHOWN_BEFORE);
    int shownTo = Math.min(end, shownFrom + SHOWN);
    return new LookAlike(
        text(b, name, nameTo),
        problem,
        printable(text(b, shownFrom, caret)),
        printable(text(b, caret, Math.max(caret, shownTo))));
  }

  private Problem problem(byte[] b, int from, int name, int nameTo) {
    if (!isKnown(b, name, nameTo)) {
      return Problem.UNKNOWN_EVENT;
    }
    return name == from || isSeparator(b, nameTo) ? Problem.NO_ARGUMENTS : Problem.UNKNOWN_PREFIX;
  }

  private boolean isKnown(byte[] b, int name, int nameTo) {
    return names.contains(text(b, name, nameTo));
  }

  /** What others than QEMU put between a name and its arguments. */
  private static boolean isSeparator(byte[] b, int at) {
    return at < b.length && (b[at] == ':' || b[at] == '\t');
  }

  /** Where the word begins that looks like an event's name; {@link #NONE} if none does. */
  private int nameFrom(byte[] b, int from, int end) {
    int first = NONE;
    int at = from;
    while (at < end) {
      int to = isLower(b[at]) && isWord(b, from, at) ? nameEnd(b, at, end) : at;
      if (to > at) {
        if (isBehindPrefix(b, from, at) && !isContainer(b, to, end)) {
          return at;
        }
        first = first == NONE ? at : first;
      }
      boolean isEscape = b[at] == '\\' && at + 1 < end && b[at + 1] == 'u';
      at = Math.max(to, at + (isEscape ? JSON_BELL.length() : 1));
    }
    return first != NONE && isKnown(b, first, nameEnd(b, first, end)) ? first : NONE;
  }

  private static boolean isWord(byte[] b, int from, int at) {
    return at == from || !isJoined(b[at - 1]) || isBehindSequence(b, from, at);
  }

  /** Where a name of several parts ends that begins at {@code at}; {@code at} if there is none. */
  private int nameEnd(byte[] b, int at, int end) {
    int underscores = 0;
    int to = at;
    while (to < end && (isLower(b[to]) || isDigit(b[to]) || b[to] == '_')) {
      if (b[to] == '_') {
        underscores++;
        if (b[to - 1] == '_') {
          return at;
        }
      }
      to++;
    }
    boolean isWord = to == end || b[to] == ' ' || (isSeparator(b, to) && isKnown(b, at, to));
    return isWord && underscores > 0 && b[to - 1] != '_' ? to : at;
  }

  /** Paths, options, hexadecimal numbers and the like are no names. */
  private static boolean isJoined(byte before) {
    return isLower(before)
        || isDigit(before)
        || (before >= 'A' && before <= 'Z')
        || before == '_'
        || before == '.'
        || before == '/'
        || before == '('
        || before == '-';
  }

  /** Whether docker compose's bar is behind a name. */
  private static boolean isContainer(byte[] b, int nameEnd, int end) {
    int at = nameEnd;
    while (at < end && b[at] == ' ') {
      at++;
    }
    return at < end && b[at] == '|';
  }

  /** Whether nothing is in front of a name, or what ends as the known kinds of prefixes do. */
  private static boolean isBehindPrefix(byte[] b, int from, int name) {
    if (name == from) {
      return true;
    }
    byte last = b[name - 1];
    if (last != ' ') {
      return last == ':'
          || last == '|'
          || isBehindSequence(b, from, name)
          || isValue(b, from, name);
    }
    if (name - from < 2) {
      return false;
    }
    return switch (b[name - 2]) {
      case ':', 'Z', ']', '|' -> true;
      case 'F', 'P', '-' -> name - from >= 3 && b[name - 3] == ' ';
      case 'm', 'K' -> isBehindSequence(b, from, name - 1);
      default -> isDigit(b[name - 2]) && isBehindSign(b, from, name - 2);
    };
  }

  /** Whether a terminal sequence or a byte order mark ends in front of a name. */
  private static boolean isBehindSequence(byte[] b, int from, int name) {
    if (name - from >= 3 && b[name - 3] == (byte) 0xef && b[name - 1] == (byte) 0xbf) {
      return true;
    }
    int at = name - 1;
    if (b[at] == BELL || (name - from >= 6 && text(b, name - 6, name).equals(JSON_BELL))) {
      return true;
    }
    if (b[at] != 'm' && b[at] != 'K') {
      return false;
    }
    do {
      at--;
    } while (at > from && (isDigit(b[at]) || b[at] == ';'));
    return at > from && b[at] == '[' && isEscape(b, from, at);
  }

  /** Whether an ESC ends in front of a position, as it is or as JSON has it. */
  private static boolean isEscape(byte[] b, int from, int at) {
    return b[at - 1] == 0x1b || (at - from >= 6 && text(b, at - 6, at).equalsIgnoreCase("\\u001b"));
  }

  /** Whether a name begins a value of JSON. */
  private static boolean isValue(byte[] b, int from, int name) {
    int at = name - 1;
    if (b[at] != '"') {
      return false;
    }
    do {
      at--;
    } while (at > from && (b[at] == ' ' || b[at] == '\\'));
    return at >= from && b[at] == ':';
  }

  /** Whether an @ is in front of the digits that end there. */
  private static boolean isBehindSign(byte[] b, int from, int lastDigit) {
    int at = lastDigit;
    while (at > from && isDigit(b[at])) {
      at--;
    }
    return b[at] == '@';
  }

  private static boolean isLower(byte c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static String text(byte[] b, int from, int to) {
    return new String(b, from, to - from, ISO_8859_1);
  }

  private static String printable(String line) {
    var text = new StringBuilder();
    line.chars()
        .forEach(c -> text.append(c < ' ' || c > '~' ? "\\x%02x".formatted(c) : (char) c + ""));
    return text.toString();
  }
}
