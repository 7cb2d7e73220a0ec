package io.qtrace.web.api;

import io.qtrace.text.Nearest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;

/** What is asked: the path behind a route's own, and parameters. What is wrong is a refusal. */
final class Query {

  private static final int BAD = 400;
  private static final int MAX_LIMIT = 1000;
  private static final int USUAL_LIMIT = 100;

  private final String name;
  private final Fields fields;

  private Query(String name, Fields fields) {
    this.name = name;
    this.fields = fields;
  }

  /** Reads what a route takes. */
  static Query of(Request request, Route route) {
    return of(request, route.prefix(), route.parameters());
  }

  /**
   * The same.
   *
   * @param prefix of the path; what is behind it is the name
   * @param known parameters
   */
  static Query of(Request request, String prefix, Set<String> known) {
    try {
      var path = request.getHttpURI().getPath();
      var name = path.length() <= prefix.length() ? "" : path.substring(prefix.length());
      var query = new Query(URIUtil.decodePath(name), Request.extractQueryParameters(request));
      query.check(known);
      return query;
    } catch (IllegalArgumentException e) {
      throw new Refusal(BAD, "The address cannot be read", "Write it in UTF-8, percent-encoded.");
    }
  }

  private void check(Set<String> known) {
    for (var given : fields.getNames()) {
      if (!known.contains(given)) {
        var meant = Nearest.question(given, List.copyOf(new TreeSet<>(known)));
        throw new Refusal(
            BAD,
            "There is no parameter '%s'%s".formatted(shortened(given), meant),
            known.isEmpty()
                ? "Leave it out."
                : "There are: " + String.join(", ", new TreeSet<>(known)));
      }
      if (fields.getValues(given).size() > 1) {
        throw new Refusal(BAD, "'%s' is given twice".formatted(given), "Give it once.");
      }
    }
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  /** What stands in the path behind the route's own. */
  String name() {
    return name;
  }

  Optional<String> text(String parameter) {
    return Optional.ofNullable(fields.getValue(parameter)).filter(text -> !text.isEmpty());
  }

  String required(String parameter, String example) {
    return text(parameter)
        .orElseThrow(
            () -> new Refusal(BAD, "'%s' is missing".formatted(parameter), "Such as: " + example));
  }

  /** One of these, or empty. */
  Optional<String> oneOf(String parameter, List<String> allowed) {
    var text = text(parameter);
    if (text.isPresent() && !allowed.contains(text.get())) {
      throw new Refusal(
          BAD,
          "'%s' is no %s".formatted(shortened(text.get()), parameter),
          "There are: " + String.join(", ", allowed));
    }
    return text;
  }

  int limit() {
    return (int) number("limit", 1, MAX_LIMIT).orElse((long) USUAL_LIMIT).longValue();
  }

  /** Where a page of a list begins. */
  int position() {
    return (int) number("cursor", 0, Integer.MAX_VALUE).orElse(0L).longValue();
  }

  private Optional<Long> number(String parameter, long min, long max) {
    return text(parameter)
        .map(
            text -> {
              try {
                long number = Long.parseLong(text);
                if (number >= min && number <= max) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // the refusal below fits this, too
              }
              throw new Refusal(
                  BAD,
                  "'%s' is no %s".formatted(shortened(text), parameter),
                  parameter.equals("cursor")
                      ? "Give that of the page before, as it was."
                      : "Give %d to %d.".formatted(min, max));
            });
  }

  /** Milliseconds since 1970. */
  Optional<Long> time(String parameter) {
    return text(parameter)
        .map(
            text -> {
              try {
                return text.matches("-?\\d{1,15}")
                    ? Long.parseLong(text)
                    : Instant.parse(text.toUpperCase(Locale.ROOT)).toEpochMilli();
              } catch (DateTimeParseException | ArithmeticException e) {
                throw new Refusal(
                    BAD,
                    "'%s' is no time".formatted(shortened(text)),
                    "Write 2026-12-01T10:00:00Z, or milliseconds since 1970.");
              }
            });
  }
}
