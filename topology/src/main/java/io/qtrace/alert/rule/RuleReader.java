package io.qtrace.alert.rule;

import io.qtrace.alert.cel.Condition;
import io.qtrace.alert.cel.Expressions;
import io.qtrace.alert.cel.Template;
import io.qtrace.alert.window.Scope;
import io.qtrace.cel.BadExpressionException;
import io.qtrace.text.Durations;
import io.qtrace.yaml.Fields;
import io.qtrace.yaml.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads one rule. All of it is looked at, however much of it is wrong. */
final class RuleReader {

  private static final List<String> KEYS =
      List.of("alert", "over", "window", "when", "for", "absent-after", "labels", "annotations");

  private static final Pattern ALERT_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What an alert gets from its rule and result. */
  private static final Set<String> GIVEN_LABELS =
      Set.of("alertname", "vm", "host", "block", Rule.WINDOW);

  private final Fields fields;
  private final Problems problems;
  private final MadeWindows made;

  RuleReader(Fields fields, Problems problems, MadeWindows made) {
    this.fields = fields.allow(KEYS, Map.of("expr", "the condition is called 'when'"));
    this.problems = problems;
    this.made = made;
  }

  /** Empty if it is missing or unusable; {@link #read} says so. */
  Optional<ScalarNode> name() {
    return fields
        .find("alert")
        .filter(ScalarNode.class::isInstance)
        .map(ScalarNode.class::cast)
        .filter(name -> ALERT_NAME.matcher(name.getValue()).matches());
  }

  /** Empty if something is wrong; what, is among the problems. */
  Optional<Rule> read() {
    var name = fields.required("alert", "the rule").flatMap(this::alertName);
    var scope = fields.required("over", "the rule").flatMap(this::scope);
    var when = fields.required("when", "the rule");
    var condition = scope.flatMap(over -> when.flatMap(node -> condition(over, node)));
    var window = window();
    var hold = duration("for", 0);
    var absentAfter = duration("absent-after", 1);
    var labels = labels();
    var annotations = annotations(scope);
    if (name.isEmpty() || scope.isEmpty() || condition.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(
            name.get(),
            scope.get(),
            window,
            condition.get(),
            hold.orElse(Duration.ZERO),
            absentAfter,
            labels,
            annotations));
  }

  private Optional<String> alertName(ScalarNode node) {
    if (ALERT_NAME.matcher(node.getValue()).matches()) {
      return Optional.of(node.getValue());
    }
    problems.at(
        node,
        "'%s' cannot name an alert; begin with a letter, go on with letters, digits, '_' and '-'"
            .formatted(node.getValue()));
    return Optional.empty();
  }

  private Optional<Scope> scope(ScalarNode node) {
    var scope = Scope.of(node.getValue());
    if (scope.isEmpty()) {
      problems.at(
          node,
          "there are no results over '%s'; choose ram-block, vm, host or fleet"
              .formatted(node.getValue()));
    }
    return scope;
  }

  private Optional<Condition> condition(Scope over, ScalarNode node) {
    try {
      return Optional.of(Expressions.over(over).condition(node.getValue()));
    } catch (BadExpressionException e) {
      problems.in(node, e);
      return Optional.empty();
    }
  }

  private Optional<Duration> window() {
    var window = duration("window", 1);
    var problem = window.flatMap(made::problem);
    problem.ifPresent(text -> fields.text("window").ifPresent(node -> problems.at(node, text)));
    return window;
  }

  private Optional<Duration> duration(String name, long minMs) {
    return fields.text(name).flatMap(node -> duration(node, name, minMs));
  }

  private Optional<Duration> duration(ScalarNode node, String name, long minMs) {
    try {
      var duration = Durations.parse(node.getValue(), "30s, 5m or 1h30m");
      if (duration.toMillis() >= minMs) {
        return Optional.of(duration);
      }
      problems.at(node, "'%s' has to be longer than 0".formatted(name));
    } catch (IllegalArgumentException e) {
      problems.at(node, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private SortedMap<String, String> labels() {
    var labels = new TreeMap<String, String>();
    var entries = fields.mapping("labels");
    entries.ifPresent(
        all ->
            all.values()
                .forEach(
                    (name, node) ->
                        all.scalar(name, node)
                            .filter(value -> isLabel(name, all.key(name), value))
                            .ifPresent(value -> labels.put(name, value.getValue()))));
    return labels;
  }

  private boolean isLabel(String name, Node key, ScalarNode value) {
    if (GIVEN_LABELS.contains(name)) {
      problems.at(key, "label '%s' is given by the result; choose another name".formatted(name));
      return false;
    }
    if (value.getValue().contains("{{")) {
      problems.at(
          value, "a label is fixed text, since it identifies the alert; use an annotation instead");
      return false;
    }
    return isName(name, key);
  }

  private boolean isName(String name, Node key) {
    boolean isName = LABEL_NAME.matcher(name).matches();
    if (!isName) {
      problems.at(key, "'%s' is not a name of letters, digits and '_'".formatted(name));
    }
    return isName;
  }

  private SortedMap<String, Template> annotations(Optional<Scope> scope) {
    var annotations = new TreeMap<String, Template>();
    var entries = fields.mapping("annotations");
    entries.ifPresent(
        all ->
            all.values()
                .forEach(
                    (name, node) ->
                        all.scalar(name, node)
                            .filter(value -> isName(name, all.key(name)))
                            .flatMap(value -> scope.flatMap(over -> template(over, value)))
                            .ifPresent(template -> annotations.put(name, template))));
    return annotations;
  }

  private Optional<Template> template(Scope over, ScalarNode node) {
    try {
      return Optional.of(Expressions.over(over).template(node.getValue()));
    } catch (BadExpressionException e) {
      problems.in(node, e);
      return Optional.empty();
    }
  }
}
