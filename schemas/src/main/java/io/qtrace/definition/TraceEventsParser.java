package io.qtrace.definition;

import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.definition.scan.LineScanner;
import io.qtrace.definition.scan.LineScanner.Token;
import io.qtrace.text.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses {@code trace-events} text; syntax in QEMU's docs/devel/tracing.rst, details as in
 * scripts/tracetool.
 *
 * <p>A single group's file and the concatenation {@code trace-events-all} read alike. An event that
 * is declared twice with the same arguments (bsd-user and linux-user do that) counts once, with the
 * first format.
 *
 * <p>A declaration that cannot be read costs its own event, not the others: every QEMU's text has a
 * few that another QEMU's tracetool refuses. So does one that contradicts another: nobody can tell
 * which of them QEMU was built with.
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

  /** So many times as many as can be read: what has more is something else. */
  private static final int MOST_REFUSED = 20;

  /** Some editors put it before text that is UTF-8. It stays part of what the fingerprint is of. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Map<String, EventDefinition> events = new HashMap<>();
  private final List<EventDefinition> inOrder = new ArrayList<>();
  private final List<RefusedDeclaration> refused = new ArrayList<>();

  private final List<String> names = new ArrayList<>();

  /** Events that a declaration which is in force, not disabled, has spoiled. */
  private final Set<String> spoiled = new HashSet<>();

  /** Those that the line at hand declares, as far as it is read. */
  private List<String> declared = List.of();

  private boolean isDisabled;
  private final ArgumentParser argumentParser = new ArgumentParser();

  private TraceEventsParser() {}

  /**
   * What a text declares.
   *
   * @param events in the order of the text
   * @param refused the declarations that cannot be read, in the order of the text
   * @param names of all events that are declared, in the order of the text: also of those that
   *     cannot be read, and as often as they are declared; empty where not even the name can be
   *     read
   */
  record Result(
      List<EventDefinition> events, List<RefusedDeclaration> refused, List<String> names) {

    List<Diagnostic> problems() {
      return refused.stream().map(RefusedDeclaration::problem).toList();
    }
  }

  /**
   * Reads a text that has to be right in every line.
   *
   * @param file how messages call the text
   * @return the events, in the order of the text
   * @throws InvalidTraceEventsException naming every bad line, if there is one
   */
  public static List<EventDefinition> parse(String file, String text) {
    var result = read(file, text);
    if (!result.refused.isEmpty()) {
      throw new InvalidTraceEventsException(result.problems());
    }
    return result.events;
  }

  /**
   * Reads all declarations that can be read.
   *
   * @throws InvalidTraceEventsException if none can, or the text is beyond all bounds: then it is
   *     something else
   */
  static Result read(String file, String text) {
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
    return parser.result();
  }

  private Result result() {
    boolean isEnough = isEnough();
    inOrder.removeIf(event -> spoiled.contains(event.name()));
    var result = new Result(List.copyOf(inOrder), List.copyOf(refused), List.copyOf(names));
    if (isEnough || (inOrder.isEmpty() && !refused.isEmpty())) {
      throw new InvalidTraceEventsException(result.problems());
    }
    return result;
  }

  /** Whether it is no use to read on. */
  private boolean isEnough() {
    boolean isSomethingElse =
        refused.size() >= MAX_PROBLEMS && refused.size() > MOST_REFUSED * inOrder.size();
    return isSomethingElse || refused.size() > MAX_EVENTS || inOrder.size() > MAX_EVENTS;
  }

  private void line(LineScanner line) {
    if (line.isBlankOrComment()) {
      return;
    }
    declared = List.of();
    isDisabled = false;
    try {
      declaration(line);
    } catch (LineScanner.SyntaxError e) {
      refused.add(new RefusedDeclaration(declared, e.diagnostic()));
      if (!isDisabled) {
        spoiled.addAll(declared);
      }
    }
    names.addAll(declared.isEmpty() ? List.of("") : declared);
  }

  private void declaration(LineScanner line) {
    if (line.text().length() > MAX_LINE_CHARACTERS) {
      throw line.tooLong(MAX_LINE_CHARACTERS);
    }
    var words = wordsBeforeArguments(line);
    var name = words.remove(words.size() - 1);
    remember(name.text(), words.stream().map(Token::text).toList());
    var properties = properties(line, words);
    var arguments = arguments(line, properties.contains("vcpu"));
    var formats = DeclaredFormat.read(line, properties.contains("tcg"));
    var declaration = new Declaration(line, name, properties);
    if (properties.contains("tcg")) {
      var translated = TcgArguments.atTranslation(arguments);
      add(line, name, declaration.event("_trans", translated, formats.get(0)));
      var executed = TcgArguments.atExecution(arguments);
      add(line, name, declaration.event("_exec", executed, formats.get(1)));
    } else {
      add(line, name, declaration.event("", arguments, formats.get(0)));
    }
  }

  private void remember(String name, List<String> properties) {
    isDisabled = properties.contains("disable");
    declared =
        properties.contains("tcg") ? List.of(name + "_trans", name + "_exec") : List.of(name);
  }

  /** What all events of one line have in common. */
  private record Declaration(LineScanner line, Token name, Set<String> properties) {

    EventDefinition event(String suffix, List<Argument> arguments, DeclaredFormat format) {
      boolean vcpu = properties.contains("vcpu");
      format.check(line, vcpu ? arguments.subList(1, arguments.size()) : arguments);
      var text = vcpu ? format.behindCpu() : format.text();
      return new EventDefinition(
          name.text() + suffix, arguments, text, properties, name.at(), line.text().strip());
    }
  }

  private void add(LineScanner line, Token name, EventDefinition event) {
    var first = events.putIfAbsent(event.name(), event);
    if (first == null) {
      inOrder.add(event);
      if (inOrder.size() > MAX_EVENTS) {
        throw line.error(name, "more than %d events; split the file".formatted(MAX_EVENTS));
      }
    } else if (first.properties().contains("disable") && !isDisabled) {
      events.put(event.name(), event); // a disabled one is of no QEMU
      inOrder.set(inOrder.indexOf(first), event);
    } else if (!isDisabled && !first.hasArgumentsOf(event)) {
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
}
