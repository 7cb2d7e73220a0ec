package io.qtrace.aggregation.spec;

import static java.util.stream.Collectors.joining;

import io.qtrace.definition.Definitions;
import io.qtrace.text.Durations;
import io.qtrace.window.WindowSpec;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One aggregation as it is declared. What its names mean depends on the definitions.
 *
 * @param name no other aggregation of the file has it
 * @param source what is counted
 * @param lets in the order of the file; each sees those before it
 * @param groupBy names of fields and lets; of states, the state is among them
 * @param windows of different lengths; none if there is a session
 * @param session empty if there are windows of a length
 * @param measures at least one
 * @param node all of it, as it stands in the file
 */
public record Aggregation(
    ScalarNode name,
    Source source,
    Optional<Expression> where,
    List<Let> lets,
    List<ScalarNode> groupBy,
    List<WindowSpec> windows,
    Optional<Session> session,
    List<Measure> measures,
    Optional<Top> top,
    Limits limits,
    MappingNode node) {

  public Aggregation {
    lets = List.copyOf(lets);
    groupBy = List.copyOf(groupBy);
    windows = List.copyOf(windows);
    measures = List.copyOf(measures);
  }

  /** Every event, without its arguments. */
  public static final String EVERY_EVENT = "$event";

  /** QEMU's records of what it lost. */
  public static final String DROPPED = "$dropped";

  private static final int DIGITS = 8;

  /** A value with a name of its own. */
  public record Let(String name, Expression value) {}

  /**
   * Windows of events of a group that are near to each other.
   *
   * @param gap events that are less apart are in one, and so long it lasts behind the last one
   * @param max that it lasts, from its first event
   */
  public record Session(Duration gap, Duration max) {

    /** What results call it: {@code session 30s}. */
    public String name() {
      return "session " + Durations.print(gap);
    }
  }

  /** Only the {@code count} largest groups are published, and one that sums up the others. */
  public record Top(int count, String by) {}

  /**
   * @param groups of a window that are kept apart
   * @param textBytes of a group's text
   * @param starts of pairs that wait for their ends; things whose state is known
   */
  public record Limits(int groups, int textBytes, int starts) {

    static final Limits DEFAULT = new Limits(1000, 128, 4096);
  }

  /** A hash of all that changes what results mean, 8 hexadecimal digits. */
  public String identity() {
    var text =
        String.join(
            "\n",
            title(),
            source.text(),
            where.map(Aggregation::text).orElse(""),
            lets.stream().map(let -> let.name() + "=" + text(let.value())).collect(joining("\n")),
            groupBy.stream().map(ScalarNode::getValue).collect(joining(",")),
            String.join(",", windowNames()) + session.map(one -> " max " + one.max()).orElse(""),
            measures.stream()
                .map(measure -> measure.name() + "=" + measure.node().getValue().strip())
                .collect(joining("\n")),
            String.valueOf(top),
            String.valueOf(limits));
    return Definitions.fingerprintOf(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  private static String text(Expression expression) {
    return expression.parsed().text().strip();
  }

  /** What results call its windows. */
  public List<String> windowNames() {
    return Stream.concat(
            windows.stream().map(WindowSpec::name), session.stream().map(Session::name))
        .toList();
  }

  /** What is said of it for readers; empty if nothing is. */
  public String doc() {
    for (var entry : node.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key
          && key.getValue().equals("doc")
          && entry.getValueNode() instanceof ScalarNode text) {
        return text.getValue().strip();
      }
    }
    return "";
  }

  /** A file of this aggregation alone. */
  public String yaml() {
    var options = new DumperOptions();
    options.setSplitLines(false);
    var key = new ScalarNode(Tag.STR, "aggregations", null, null, ScalarStyle.PLAIN);
    var list = new SequenceNode(Tag.SEQ, List.of(node), FlowStyle.BLOCK);
    var root = new MappingNode(Tag.MAP, List.of(new NodeTuple(key, list)), FlowStyle.BLOCK);
    var text = new StringWriter();
    new Yaml(options).serialize(root, text);
    return text.toString();
  }

  /** For messages and results. */
  public String title() {
    return name.getValue();
  }

  public boolean isOf(String pseudoEvent) {
    return source.patterns().get(0).text().equals(pseudoEvent);
  }

  /** Whether it counts pairs of events. */
  public boolean isOfPairs() {
    return source instanceof Source.Pair;
  }

  /** Whether it counts how long things are in a state. */
  public boolean isOfStates() {
    return source instanceof Source.States;
  }

  /** Names of fields that its expressions and groups have, as they are written. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    var own = new HashSet<String>();
    for (var let : lets) {
      let.value().parsed().names().stream().filter(name -> !own.contains(name)).forEach(names::add);
      own.add(let.name());
    }
    var rest = new LinkedHashSet<String>();
    where.ifPresent(condition -> rest.addAll(condition.parsed().names()));
    groupBy.forEach(node -> rest.add(node.getValue()));
    for (var measure : measures) {
      measure.argument().ifPresent(argument -> rest.addAll(argument.parsed().names()));
    }
    rest.removeAll(own);
    names.addAll(rest);
    return names;
  }

  /** What results call the fields they are grouped by. */
  public List<String> groupFields() {
    return groupBy.stream().map(node -> Names.camelCase(node.getValue())).toList();
  }

  /** All fields of its results, in their order. */
  public List<String> resultFields() {
    var all = new ArrayList<>(List.of("aggregation", "vm", "host"));
    all.addAll(groupFields());
    all.addAll(List.of("window", "windowStart", "windowEnd"));
    measures.forEach(measure -> all.addAll(measure.fields()));
    all.addAll(Names.OF_EVERY_RESULT.subList(6, Names.OF_EVERY_RESULT.size()));
    if (isOfPairs()) {
      all.addAll(Names.OF_PAIRS);
    } else if (isOfStates()) {
      all.addAll(Names.OF_STATES);
    }
    return all;
  }
}
