package io.qtrace.aggregation.spec;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What an aggregation counts. */
public sealed interface Source {

  /** All names of events that it has. */
  List<Pattern> patterns();

  /** The same text for what means the same. */
  String text();

  /** A name with {@code *} and {@code ?}, or one of the pseudo-events. */
  record Pattern(String text, ScalarNode node) {

    public boolean isPseudo() {
      return text.startsWith("$");
    }

    public boolean isLiteral() {
      return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /** Whether an event is meant. */
    public boolean matches(String event) {
      return isLiteral() ? text.equals(event) : event.matches(regex());
    }

    private String regex() {
      return text.replace("*", ".*").replace("?", ".");
    }

    static String text(List<Pattern> all) {
      return all.stream().map(Pattern::text).collect(joining(","));
    }
  }

  /** Events, each on its own. */
  record Events(List<Pattern> patterns) implements Source {

    public Events {
      patterns = List.copyOf(patterns);
    }

    @Override
    public String text() {
      return Pattern.text(patterns);
    }
  }

  /**
   * What begins with one event and ends with another.
   *
   * @param by what is equal in both; at least one
   * @param within an end that comes later than that is of another start
   */
  record Pair(List<Pattern> start, List<Pattern> end, List<KeyField> by, Duration within)
      implements Source {

    public Pair {
      start = List.copyOf(start);
      end = List.copyOf(end);
      by = List.copyOf(by);
    }

    @Override
    public List<Pattern> patterns() {
      return Stream.concat(start.stream(), end.stream()).toList();
    }

    @Override
    public String text() {
      var keys = by.stream().map(key -> key.start.getValue() + "=" + key.end.getValue());
      return "pair %s to %s by %s within %s"
          .formatted(Pattern.text(start), Pattern.text(end), keys.collect(joining(",")), within);
    }
  }

  /**
   * What things are in from one event to the next.
   *
   * @param patterns events that say it
   * @param value the field that says it
   * @param initial the field that says in which state it was before; empty if none does
   * @param by fields that tell one thing from another; none: there is one thing
   */
  record States(
      List<Pattern> patterns, ScalarNode value, Optional<ScalarNode> initial, List<ScalarNode> by)
      implements Source {

    public States {
      patterns = List.copyOf(patterns);
      by = List.copyOf(by);
    }

    @Override
    public String text() {
      return "state %s of %s from %s by %s"
          .formatted(
              value.getValue(),
              Pattern.text(patterns),
              initial.map(ScalarNode::getValue).orElse(""),
              by.stream().map(ScalarNode::getValue).collect(joining(",")));
    }
  }

  /** A field by its names in the start and in the end. */
  record KeyField(ScalarNode start, ScalarNode end) {}
}
