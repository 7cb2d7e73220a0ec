package io.qtrace.definition;

import io.qtrace.definition.LineScanner.Token;
import io.qtrace.format.ArgumentKind;
import io.qtrace.format.CFormat;
import io.qtrace.format.InvalidFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code trace-events} text; syntax in QEMU's docs/devel/tracing.rst, details as in
 * scripts/tracetool.
 *
 * <p>A single group's file and the concatenation {@code trace-events-all} read alike. An event that
 * is declared twice with the same arguments (bsd-user and linux-user do that) counts once, with the
 * first format.
 */
public final class TraceEventsParser {

  /**
   * {@code vcpu} was dropped in QEMU 8.0, {@code tcg} in 6.2; files of older versions have them.
   */
  private static final Set<String> PROPERTIES = Set.of("disable", "vcpu", "tcg");

  /** A name may get {@code _trans} or {@code _exec} behind it. */
  private static final int MAX_NAME_CHARACTERS =
      EventDefinition.MAX_NAME_CHARACTERS - "_trans".length();

  /** QEMU's have at most 400. */
  private static final int MAX_LINE_CHARACTERS = 8 << 10;

  /** Four times those of QEMU with all its targets. */
  private static final int MAX_EVENTS = 20_000;

  private static final int MAX_PROBLEMS = 1000;

  /** Some editors put it before text that is UTF-8. It stays part of what the fingerprint is of. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Map<String, EventDefinition> events = new HashMap<>();
  private final List<EventDefinition> inOrder = new ArrayList<>();
  private final List<Diagnostic> problems = new ArrayList<>();
  private final ArgumentParser argumentParser = new ArgumentParser();

  private TraceEventsParser() {}

  /**
   * Reads every declaration, in the order of the text.
   *
   * @param file how messages call the text
   * @throws InvalidTraceEventsException naming every bad line, if there is one
   */
  public static List<EventDefinition> parse(String file, String text) {
    var parser = new TraceEventsParser();
    int start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    for (int number = 1; start <= text.length(); number++) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      boolean carriageReturn = end < text.length() && end > start && text.charAt(end - 1) == '\r';
      var line = text.substring(start, carriageReturn ? end - 1 : end);
      parser.line(new LineScanner(file, number, line));
      start = parser.isEnough() ? text.length() + 1 : end + 1;
    }
    if (!parser.problems.isEmpty()) {
      throw new InvalidTraceEventsException(parser.problems);
    }
    return List.copyOf(parser.inOrder);
  }

  /** Whether it is no use to read on. */
  private boolean isEnough() {
    return problems.size() >= MAX_PROBLEMS || inOrder.size() > MAX_EVENTS;
  }

  private void line(LineScanner line) {
    if (line.isBlankOrComment()) {
      return;
    }
    try {
      declaration(line);
    } catch (LineScanner.SyntaxError e) {
      problems.add(e.diagnostic());
    }
  }

  private void declaration(LineScanner line) {
    if (line.text().length() > MAX_LINE_CHARACTERS) {
      throw line.tooLong(MAX_LINE_CHARACTERS);
    }
    var words = wordsBeforeArguments(line);
    var name = words.remove(words.size() - 1);
    var properties = properties(line, words);
    var arguments = arguments(line, properties.contains("vcpu"));
    var formats = formats(line, properties.contains("tcg"));
    if (properties.contains("tcg")) {
      add(
          line,
          name,
          event(
              line,
              name,
              "_trans",
              TcgArguments.atTranslation(arguments),
              formats.get(0),
              properties));
      add(
          line,
          name,
          event(
              line,
              name,
              "_exec",
              TcgArguments.atExecution(arguments),
              formats.get(1),
              properties));
    } else {
      add(line, name, event(line, name, "", arguments, formats.get(0), properties));
    }
  }

  private static EventDefinition event(
      LineScanner line,
      Token name,
      String suffix,
      List<Argument> arguments,
      Format format,
      Set<String> properties) {
    boolean vcpu = properties.contains("vcpu");
    format.check(line, vcpu ? arguments.subList(1, arguments.size()) : arguments);
    var text = vcpu ? format.behindCpu() : format.text();
    return new EventDefinition(
        name.text() + suffix, arguments, text, properties, name.at(), line.text().strip());
  }

  private void add(LineScanner line, Token name, EventDefinition event) {
    var first = events.putIfAbsent(event.name(), event);
    if (first == null) {
      inOrder.add(event);
      if (inOrder.size() > MAX_EVENTS) {
        throw line.error(name, "more than %d events; split the file".formatted(MAX_EVENTS));
      }
    } else if (!first.hasArgumentsOf(event)) {
      throw line.error(
          name,
          "event '%s' is declared with other arguments at line %d; keep the one QEMU was built with"
              .formatted(event.name(), first.at().line()));
    }
  }

  private static List<Token> wordsBeforeArguments(LineScanner line) {
    var words = new ArrayList<Token>();
    words.add(line.word("an event name"));
    while (line.peek() != '(') {
      if (line.atEnd()) {
        line.expect('(');
      }
      words.add(line.word("'(' behind '" + words.get(words.size() - 1).text() + "'"));
    }
    var name = words.get(words.size() - 1);
    if (Character.isDigit(name.text().charAt(0))) {
      throw line.error(name, "event name '%s' begins with a digit".formatted(name.text()));
    }
    if (name.text().length() > MAX_NAME_CHARACTERS) {
      throw line.error(
          name,
          "the event's name has %d characters; at most %d can be the name of a topic"
              .formatted(name.text().length(), MAX_NAME_CHARACTERS));
    }
    line.expect('(');
    return words;
  }

  private static Set<String> properties(LineScanner line, List<Token> words) {
    var properties = new LinkedHashSet<String>();
    for (var word : words) {
      if (!PROPERTIES.contains(word.text())) {
        throw line.error(
            word, "unknown property '%s'; known are disable, vcpu and tcg".formatted(word.text()));
      }
      properties.add(word.text());
    }
    return properties;
  }

  private List<Argument> arguments(LineScanner line, boolean vcpu) {
    var arguments = new ArrayList<Argument>();
    if (vcpu) {
      arguments.add(new Argument("__cpu", CType.of("void *").orElseThrow()));
    }
    var names = new LinkedHashSet<String>();
    do {
      var declaration = line.until(",)\"");
      if (declaration.text().equals("void")) {
        continue;
      }
      var argument = argumentParser.parse(line, declaration);
      if (!names.add(argument.name())) {
        throw line.error(
            declaration, "a second argument is called '%s'".formatted(argument.name()));
      }
      if (arguments.size() == EventDefinition.MAX_ARGUMENTS) {
        throw line.error(
            declaration,
            "more than %d arguments; split the event".formatted(EventDefinition.MAX_ARGUMENTS));
      }
      arguments.add(argument);
    } while (line.accept(','));
    line.expect(')');
    return arguments;
  }

  private record Format(@Nullable CString string) {

    @Nullable String text() {
      return string == null ? null : string.text();
    }

    /** What C would not compile, and what this project could not read back. */
    void check(LineScanner line, List<Argument> arguments) {
      if (string == null) {
        return;
      }
      try {
        var kinds = new ArrayList<ArgumentKind>();
        for (var argument : arguments) {
          kinds.add(argument.type().formatKind());
        }
        CFormat.parse(string.text()).requirePrints(kinds);
      } catch (InvalidFormatException e) {
        throw line.error(string.source(e.from(), e.to()), e.problem());
      }
    }

    /** tracetool prints the hidden argument of {@code vcpu} events in front of the rest. */
    String behindCpu() {
      return "cpu=%p " + (string == null ? "" : string.text());
    }
  }

  private static List<Format> formats(LineScanner line, boolean tcg) {
    var formats = new ArrayList<Format>();
    formats.add(format(line));
    if (tcg) {
      line.expect(',');
      formats.add(format(line));
    }
    if (!line.atEnd()) {
      throw line.error(
          line.found(), "nothing may follow the format, but found " + line.foundText());
    }
    return formats;
  }

  private static Format format(LineScanner line) {
    if (line.atEnd()) {
      return new Format(null);
    }
    if (line.peek() != '"') {
      throw line.error(
          line.found(), "expected the format, a string, but found " + line.foundText());
    }
    var at = line.found();
    var string = CString.read(line);
    if (string.text().endsWith("\n")) {
      throw line.error(at, "the format must not end with a newline; the log backend adds it");
    }
    return new Format(string);
  }
}
