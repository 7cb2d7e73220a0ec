package io.qtrace.cel;

import dev.cel.common.CelIssue;
import dev.cel.runtime.CelEvaluationException;
import io.qtrace.cel.BadExpressionException.Problem;
import io.qtrace.text.Nearest;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CEL library's messages in words that help to correct an expression. */
public final class Messages {

  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(.+?)' .*");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile("found no matching overload for '(.+?)' applied to '(.+?)' \\(cand.*");
  private static final Pattern UNEXPECTED =
      Pattern.compile(
          "(?:mismatched input|extraneous input|no viable alternative at input) '(.*?)'.*");
  private static final Pattern UNREADABLE =
      Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);
  private static final Pattern NO_FIELDS =
      Pattern.compile("type '(.+?)' does not support field selection");
  private static final Pattern TOO_LARGE = Pattern.compile("For input string: \"(.+)\"");
  private static final Pattern BAD_LITERAL =
      Pattern.compile(
          "(duration|timestamp) validation failed. Reason: (?:evaluation error: )?(.*)");
  private static final Pattern AT_INPUT =
      Pattern.compile("^evaluation error(?: at <input>:\\d+)?: ");

  private static final Map<String, String> WORDS =
      Map.of("and", "&&", "AND", "&&", "or", "||", "OR", "||", "not", "!", "=", "==");

  /** Operators as CEL's checker calls them, where taking the underscores off is not enough. */
  private static final Map<String, String> OPERATORS =
      Map.of("_[_]", "[]", "@in", "in", "_?_:_", "?:");

  private final String owner;
  private final Collection<String> names;

  /**
   * @param owner what has variables, such as "vm results have"
   * @param names of the variables
   */
  public Messages(String owner, Collection<String> names) {
    this.owner = owner;
    this.names = names;
  }

  public Problem problem(String text, CelIssue issue) {
    int offset = offset(text, issue);
    var message = issue.getMessage().lines().findFirst().orElse("");
    var unknown = UNDECLARED.matcher(message);
    if (unknown.matches()) {
      return undeclared(text, offset, unknown.group(1));
    }
    var reworded = reworded(message);
    return new Problem(offset, length(text, offset), reworded);
  }

  /** Lines count from 1, columns from 0, in code points. */
  private static int offset(String text, CelIssue issue) {
    var at = issue.getSourceLocation();
    int line = 0;
    for (int i = 1; i < at.getLine(); i++) {
      line = text.indexOf('\n', line) + 1;
    }
    int points = Math.min(at.getColumn(), text.codePointCount(line, text.length()));
    return text.offsetByCodePoints(line, Math.max(0, points));
  }

  /** Of the name, number or string that begins there, else one character. */
  private static int length(String text, int offset) {
    int end = offset;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    return end > offset ? end - offset : offset < text.length() ? 1 : 0;
  }

  /** Of a function, the checker points at the parenthesis. */
  private Problem undeclared(String text, int offset, String name) {
    if (offset < text.length() && text.charAt(offset) == '(') {
      int start = Math.max(0, offset - name.length());
      return new Problem(start, name.length(), "there is no function '%s'".formatted(name));
    }
    var message = "%s no '%s'".formatted(owner, name) + Nearest.question(name, names);
    return new Problem(offset, name.length(), message);
  }

  private static String reworded(String message) {
    Matcher m = NO_OVERLOAD.matcher(message);
    if (m.matches()) {
      return "'%s' does not take %s".formatted(operator(m.group(1)), types(m.group(2)));
    }
    m = UNEXPECTED.matcher(message);
    if (m.matches()) {
      return unexpected(m.group(1));
    }
    m = UNREADABLE.matcher(message);
    if (m.matches()) {
      return unreadable(m.group(1));
    }
    m = NO_FIELDS.matcher(message);
    if (m.matches()) {
      return "%s has no fields".formatted(types(m.group(1)));
    }
    m = TOO_LARGE.matcher(message);
    if (m.matches()) {
      return "%s does not fit into an int of 64 bits".formatted(m.group(1));
    }
    m = BAD_LITERAL.matcher(message);
    return m.matches() ? "not a %s: %s".formatted(m.group(1), m.group(2)) : message;
  }

  private static String unexpected(String token) {
    if (token.equals("<EOF>")) {
      return "the expression ends too early";
    }
    var message = "'%s' is not expected here".formatted(token);
    var instead = WORDS.get(token);
    return instead == null ? message : "%s; CEL writes %s".formatted(message, instead);
  }

  private static String unreadable(String token) {
    if (token.startsWith("'") || token.startsWith("\"")) {
      return "the string does not end";
    }
    return unexpected(token.strip());
  }

  private static String operator(String name) {
    return OPERATORS.getOrDefault(name, name.replaceAll("^_|_$", ""));
  }

  private static String types(String types) {
    return types
        .replace("google.protobuf.Timestamp", "timestamp")
        .replace("google.protobuf.Duration", "duration");
  }

  public static String ofEvaluation(CelEvaluationException e) {
    var message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return AT_INPUT.matcher(message).replaceFirst("").replace("/ by zero", "division by zero");
  }
}
