package io.qtrace.aggregation.spec;

import io.qtrace.aggregation.spec.Aggregation.Session;
import io.qtrace.text.Durations;
import io.qtrace.window.WindowSpec;
import io.qtrace.yaml.Fields;
import io.qtrace.yaml.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads which windows an aggregation has. */
final class WindowReader {

  private static final String KEY = "window";
  private static final Duration MAX = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Fields fields;
  private final Problems problems;

  WindowReader(Fields fields, Problems problems) {
    this.fields = fields;
    this.problems = problems;
  }

  /** Windows of different lengths; none if something is wrong, or there is a session. */
  List<WindowSpec> lengths() {
    var windows = new ArrayList<WindowSpec>();
    var node = fields.find(KEY).orElse(null);
    var session = sessionAmong(node);
    if (node == null) {
      problems.at(fields.key(KEY), "the aggregation has no 'window', such as 10s or [10s, 1m]");
    } else if (session.isPresent()) {
      problems.at(
          session.get(),
          "a session cannot be one of several windows; give it an aggregation of its own");
    } else if (!(node instanceof MappingNode)) {
      fields.someTexts(KEY).forEach(text -> length(text, windows));
    }
    return windows;
  }

  private static Optional<Node> sessionAmong(@Nullable Node node) {
    return node instanceof SequenceNode list
        ? list.getValue().stream().filter(MappingNode.class::isInstance).findFirst()
        : Optional.empty();
  }

  private void length(ScalarNode node, List<WindowSpec> windows) {
    try {
      var window = WindowSpec.parse(node.getValue());
      if (windows.stream().anyMatch(other -> other.sizeMs() == window.sizeMs())) {
        problems.at(node, "there are two windows of this length");
      }
      windows.add(window);
    } catch (IllegalArgumentException e) {
      problems.at(node, String.valueOf(e.getMessage()));
    }
  }

  /** Empty if there is none, or something is wrong with it. */
  Optional<Session> session() {
    if (!(fields.find(KEY).orElse(null) instanceof MappingNode node)) {
      return Optional.empty();
    }
    refuse(node);
    var window = new Fields(node, problems).allow(List.of("session", "max"));
    if (window.find("session").isEmpty()) {
      problems.at(
          window.key("session"), "'window' has no 'session': after which pause does one end?");
    }
    var gap = window.text("session").flatMap(text -> duration("session", text));
    var max = window.text("max").flatMap(text -> duration("max", text));
    if (gap.isEmpty() || (max.isEmpty() && window.find("max").isPresent())) {
      return Optional.empty();
    }
    var session = new Session(gap.get(), max.orElse(MAX));
    if (session.max().compareTo(session.gap()) < 0) {
      problems.at(
          window.find("max").orElse(window.key("session")),
          max.isPresent()
              ? "'max' is at least as long as 'session'"
              : "'max' is 1h if it is not given, and at least as long as 'session'; give it, too");
    }
    return Optional.of(session);
  }

  private void refuse(Node node) {
    if (fields.find("pair").isPresent()) {
      problems.at(
          node,
          "a session is of events: what finds no other in a 'pair' is of no group, so of no session; write a length, such as 10s");
    } else if (fields.find("state").isPresent()) {
      problems.at(
          node,
          "a session is of events: a 'state' goes on without any; write a length, such as 10s");
    }
    if (fields.find("top").isPresent()) {
      problems.at(
          fields.key("top"),
          "'top' chooses among the groups of a window; a session is of one group");
    }
  }

  private Optional<Duration> duration(String name, ScalarNode node) {
    try {
      var duration = Durations.parse(node.getValue(), "30s, 5m or 1h");
      if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
        return Optional.of(duration);
      }
      problems.at(node, "'%s' is more than nothing and at most a day".formatted(name));
    } catch (IllegalArgumentException e) {
      problems.at(node, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }
}
