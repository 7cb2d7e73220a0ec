package io.qtrace.aggregation.spec;

import io.qtrace.aggregation.expression.Expressions;
import io.qtrace.aggregation.spec.Aggregation.Let;
import io.qtrace.aggregation.spec.Aggregation.Limits;
import io.qtrace.aggregation.spec.Aggregation.Top;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.text.Nearest;
import io.qtrace.yaml.Fields;
import io.qtrace.yaml.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one aggregation. All of it is looked at, however much of it is wrong. */
final class AggregationReader {

  private static final List<String> KEYS =
      List.of(
          "name",
          "doc",
          "from",
          "pair",
          "state",
          "where",
          "let",
          "group-by",
          "window",
          "measures",
          "top",
          "limits");

  /** Keys of the language that are refused, so that nobody relies on them. */
  private static final Map<String, String> HINTS =
      Map.of(
          "roll-up", "sums over hosts and the fleet are not supported yet",
          "topic", "results go to the topic that has the aggregation's name",
          "export", "results do not go to Prometheus yet");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]*");

  private static final int MOST_TOP = 100;
  private static final int MOST_GROUPS = 10_000;
  private static final int MOST_STARTS = 65_536;
  private static final int LEAST_TEXT = 16;
  private static final int MOST_TEXT = 512;

  private final MappingNode node;
  private final Fields fields;
  private final Problems problems;

  AggregationReader(MappingNode node, Problems problems) {
    this.node = node;
    this.fields = new Fields(node, problems).allow(KEYS, HINTS);
    this.problems = problems;
  }

  /** Empty if it is missing or unusable; {@link #read} says so. */
  Optional<ScalarNode> name() {
    return fields
        .find("name")
        .filter(ScalarNode.class::isInstance)
        .map(ScalarNode.class::cast)
        .filter(name -> NAME.matcher(name.getValue()).matches());
  }

  /** Empty if something is wrong; what, is among the problems. */
  Optional<Aggregation> read() {
    int before = problems.found().size();
    var name = fields.required("name", "the aggregation");
    name.ifPresent(this::checkName);
    fields.text("doc");
    var source = new SourceReader(fields, problems).read();
    var where = fields.text("where").flatMap(this::expression);
    var lets = lets();
    var groupBy = groupBy(source);
    var windows = new WindowReader(fields, problems);
    var lengths = windows.lengths();
    var session = windows.session();
    var measures = new MeasureReader(problems).read(fields);
    checkNames(groupBy, measures);
    var top = top(measures);
    var limits = limits();
    if (problems.found().size() > before || name.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Aggregation(
            name.get(),
            source.get(),
            where,
            lets,
            groupBy,
            lengths,
            session,
            measures,
            top,
            limits,
            node));
  }

  private void checkName(ScalarNode node) {
    if (!NAME.matcher(node.getValue()).matches()) {
      problems.at(
          node,
          "'%s' cannot name an aggregation; begin with a lower-case letter, go on with up to 62 lower-case letters, digits and '-'"
              .formatted(node.getValue()));
    }
  }

  private Optional<Expression> expression(ScalarNode node) {
    try {
      return Optional.of(new Expression(Expressions.parse(node.getValue()), node));
    } catch (BadExpressionException e) {
      problems.in(node, e);
      return Optional.empty();
    }
  }

  private List<Let> lets() {
    var lets = new ArrayList<Let>();
    fields
        .mapping("let")
        .ifPresent(
            all ->
                all.values()
                    .forEach(
                        (name, node) -> {
                          checkField(name, all.key(name));
                          all.scalar(name, node)
                              .flatMap(this::expression)
                              .ifPresent(value -> lets.add(new Let(name, value)));
                        }));
    return lets;
  }

  private void checkField(String name, Node at) {
    if (!FIELD.matcher(name).matches()) {
      problems.at(
          at,
          "'%s' is not a name of lower-case letters, digits and '_' that begins with a letter"
              .formatted(name));
    }
    if (name.equals(Names.EVENT) || (isOfStates() && name.equals(Names.STATE))) {
      problems.at(at, "'%s' has a meaning already; choose another name".formatted(name));
    }
  }

  private boolean isOfStates() {
    return fields.find("state").isPresent();
  }

  /** Time in one state and in another is never one sum. */
  private List<ScalarNode> groupBy(Optional<Source> source) {
    var groups = new ArrayList<>(fields.texts("group-by"));
    boolean isGiven = groups.stream().anyMatch(node -> node.getValue().equals(Names.STATE));
    if (!isGiven && source.isPresent() && source.get() instanceof Source.States states) {
      var at = states.value();
      groups.add(
          0,
          new ScalarNode(
              Tag.STR, Names.STATE, at.getStartMark(), at.getEndMark(), ScalarStyle.PLAIN));
    }
    return groups;
  }

  /** No two fields of a result may have one name. */
  private void checkNames(List<ScalarNode> groupBy, List<Measure> measures) {
    var taken = new HashSet<>(Names.OF_EVERY_RESULT);
    if (fields.find("pair").isPresent()) {
      taken.addAll(Names.OF_PAIRS);
    }
    if (isOfStates()) {
      taken.addAll(Names.OF_STATES);
    }
    for (var group : groupBy) {
      if (!taken.add(Names.camelCase(group.getValue()))) {
        problems.at(
            group,
            "a field of the result would be called '%s' twice; give this one another name by 'let'"
                .formatted(Names.camelCase(group.getValue())));
      }
    }
    for (var measure : measures) {
      for (var field : measure.fields()) {
        if (!taken.add(field)) {
          problems.at(
              measure.node(),
              "measure '%s' makes a field '%s', which the result has already; choose another name"
                  .formatted(measure.name(), field));
        }
      }
    }
  }

  private Optional<Top> top(List<Measure> measures) {
    var top = fields.mapping("top").map(entries -> entries.allow(List.of("k", "by")));
    if (top.isEmpty()) {
      return Optional.empty();
    }
    var k = top.get().required("k", "'top'");
    var by = top.get().required("by", "'top'");
    by.ifPresent(node -> checkTop(node, measures));
    if (k.isEmpty() || by.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Top(number(k.get(), 1, MOST_TOP), by.get().getValue()));
  }

  private void checkTop(ScalarNode by, List<Measure> measures) {
    var name = by.getValue();
    var found = measures.stream().filter(measure -> measure.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      var names = measures.stream().map(Measure::name).toList();
      problems.at(
          by,
          "'top' goes by '%s', which is no measure%s"
              .formatted(name, Nearest.question(name, names)));
    } else if (!found.get().kind().isOrdered()) {
      problems.at(
          by, "'top' cannot go by %s; give it a number".formatted(found.get().kind().word()));
    }
  }

  private Limits limits() {
    var limits =
        fields
            .mapping("limits")
            .map(entries -> entries.allow(List.of("groups", "starts", "things", "text")));
    if (limits.isEmpty()) {
      return Limits.DEFAULT;
    }
    var groups = limits.get().text("groups").map(node -> number(node, 1, MOST_GROUPS));
    var text = limits.get().text("text").map(node -> number(node, LEAST_TEXT, MOST_TEXT));
    var starts = remembered(limits.get(), "starts", "pair");
    var things = remembered(limits.get(), "things", "state");
    return new Limits(
        groups.orElse(Limits.DEFAULT.groups()),
        text.orElse(Limits.DEFAULT.textBytes()),
        starts.or(() -> things).orElse(Limits.DEFAULT.starts()));
  }

  private Optional<Integer> remembered(Fields limits, String name, String source) {
    var limit = limits.text(name);
    if (limit.isPresent() && fields.find(source).isEmpty()) {
      problems.at(
          limit.get(), "'%s' is a limit of '%s', which is not there".formatted(name, source));
    }
    return limit.map(node -> number(node, 1, MOST_STARTS));
  }

  private int number(ScalarNode node, int least, int most) {
    var text = node.getValue();
    int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      problems.at(node, "'%s' is not a whole number from %,d to %,d".formatted(text, least, most));
    }
    return number;
  }
}
