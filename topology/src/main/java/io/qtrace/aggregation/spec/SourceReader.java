package io.qtrace.aggregation.spec;

import io.qtrace.aggregation.spec.Source.KeyField;
import io.qtrace.text.Durations;
import io.qtrace.yaml.Fields;
import io.qtrace.yaml.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what an aggregation counts. */
final class SourceReader {

  private static final List<String> KEYS = List.of("from", "pair", "state");
  private static final Pattern EVENT = Pattern.compile("[A-Za-z0-9_*?]+");
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Fields fields;
  private final Problems problems;

  SourceReader(Fields fields, Problems problems) {
    this.fields = fields;
    this.problems = problems;
  }

  /** Empty if something is wrong; what, is among the problems. */
  Optional<Source> read() {
    var given = KEYS.stream().filter(key -> fields.find(key).isPresent()).toList();
    if (given.size() > 1) {
      problems.at(
          fields.key(given.get(1)),
          "an aggregation has one of 'from', 'pair' and 'state'; this one has '%s'"
              .formatted(String.join("' and '", given)));
    }
    if (given.isEmpty()) {
      problems.at(
          fields.key("from"),
          "the aggregation has no 'from', 'pair' or 'state': which events are meant?");
      return Optional.empty();
    }
    return switch (given.get(0)) {
      case "pair" -> pair();
      case "state" -> states();
      default -> Optional.of(from());
    };
  }

  private Source from() {
    var from = new ArrayList<Source.Pattern>();
    fields.someTexts("from").forEach(node -> pattern(node).ifPresent(from::add));
    if (from.size() > 1) {
      from.stream()
          .filter(Source.Pattern::isPseudo)
          .findFirst()
          .ifPresent(
              pseudo ->
                  problems.at(
                      pseudo.node(),
                      "a name that begins with '$' has to be the only one in 'from'"));
    }
    return new Source.Events(from);
  }

  private Optional<Source.Pattern> pattern(ScalarNode node) {
    var text = node.getValue();
    if (List.of(Aggregation.EVERY_EVENT, Aggregation.DROPPED).contains(text)
        || EVENT.matcher(text).matches()) {
      return Optional.of(new Source.Pattern(text, node));
    }
    problems.at(
        node,
        List.of("$rejected", "$conversion").contains(text)
            ? "'%s' is not supported yet; there are $event and $dropped".formatted(text)
            : "'%s' is no event: write a name, with * and ? for several, or $event or $dropped"
                .formatted(text));
    return Optional.empty();
  }

  private Optional<Source> pair() {
    var entries = fields.mapping("pair");
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    var pair = entries.get().allow(List.of("start", "end", "by", "within"));
    var start = events(pair, "pair", "start");
    var end = events(pair, "pair", "end");
    var by = by(pair);
    return Optional.of(new Source.Pair(start, end, by, within(pair)));
  }

  /** What may be several events that have arguments. */
  private List<Source.Pattern> events(Fields of, String key, String name) {
    var events = new ArrayList<Source.Pattern>();
    if (of.find(name).isEmpty()) {
      problems.at(of.key(name), "'%s' has no '%s': which events are meant?".formatted(key, name));
    }
    of.someTexts(name).forEach(node -> pattern(node).ifPresent(events::add));
    events.stream()
        .filter(Source.Pattern::isPseudo)
        .forEach(
            pseudo ->
                problems.at(
                    pseudo.node(),
                    "'%s' cannot be the '%s' of a '%s'".formatted(pseudo.text(), name, key)));
    return events;
  }

  private Optional<Source> states() {
    var entries = fields.mapping("state");
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    var state = entries.get().allow(List.of("event", "value", "initial", "by"));
    var events = events(state, "state", "event");
    if (state.find("value").isEmpty()) {
      problems.at(state.key("value"), "'state' has no 'value': which field says the state?");
    }
    var value = state.text("value");
    var initial = state.text("initial");
    var by = state.texts("by");
    return value.map(node -> new Source.States(events, node, initial, by));
  }

  private List<KeyField> by(Fields pair) {
    var node = pair.find("by").orElse(null);
    var start = new ArrayList<ScalarNode>();
    var end = new ArrayList<ScalarNode>();
    if (node == null) {
      problems.at(pair.key("by"), "'pair' has no 'by': by which field does an end find its start?");
    } else if (node instanceof MappingNode mapping) {
      var names = new Fields(mapping, problems).allow(List.of("start", "end"));
      start.addAll(names.texts("start"));
      end.addAll(names.texts("end"));
      if (start.isEmpty() || start.size() != end.size()) {
        problems.at(node, "'by' has to name as many fields of the end as of the start");
      }
    } else {
      start.addAll(pair.someTexts("by"));
      end.addAll(start);
    }
    var by = new ArrayList<KeyField>();
    for (int i = 0; i < Math.min(start.size(), end.size()); i++) {
      by.add(new KeyField(start.get(i), end.get(i)));
    }
    return by;
  }

  private Duration within(Fields pair) {
    var node = pair.text("within").orElse(null);
    if (node == null) {
      return WITHIN;
    }
    try {
      var within = Durations.parse(node.getValue(), "30s, 5m or 1h");
      if (within.isZero() || within.compareTo(LONGEST) > 0) {
        problems.at(node, "'within' is more than nothing and at most a day");
      }
      return within;
    } catch (IllegalArgumentException e) {
      problems.at(node, String.valueOf(e.getMessage()));
      return WITHIN;
    }
  }
}
