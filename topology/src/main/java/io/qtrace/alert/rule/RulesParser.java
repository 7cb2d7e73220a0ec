package io.qtrace.alert.rule;

import io.qtrace.yaml.Fields;
import io.qtrace.yaml.FileKind;
import io.qtrace.yaml.Problems;
import io.qtrace.yaml.YamlDocument;
import io.qtrace.yaml.YamlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a rule file: YAML by SnakeYAML, its nodes by us, so that every problem has its place. */
final class RulesParser {

  static final FileKind KIND = new FileKind("a rule file", "rules", InvalidRulesException::new);

  private static final String RULES = "rules";

  private final YamlText text;
  private final Problems problems;
  private final MadeWindows made;
  private final List<Rule> rules = new ArrayList<>();

  /** Line of each alert's first rule. */
  private final Map<String, Integer> lines = new HashMap<>();

  RulesParser(String file, String text, MadeWindows made) {
    this.text = new YamlText(file, text);
    this.problems = new Problems(this.text, KIND);
    this.made = made;
  }

  Rules parse() {
    var root = YamlDocument.compose(text, problems, "");
    problems.throwIfAny();
    if (root instanceof MappingNode mapping) {
      var fields = new Fields(mapping, problems).allow(List.of(RULES));
      readRules(fields);
    } else if (root != null) {
      problems.at(root, "a rule file is a mapping with the key 'rules'");
    } else {
      problems.at(0, 0, "there are no rules; write 'rules: []' if there shall be none");
    }
    problems.throwIfAny();
    return new Rules(rules);
  }

  private void readRules(Fields file) {
    var list = file.find(RULES).orElse(null);
    if (list instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::readRule);
    } else if (list != null) {
      problems.at(list, "'rules' has to be a list");
    } else {
      problems.at(file.key(RULES), "there are no rules; write 'rules: []' if there shall be none");
    }
  }

  private void readRule(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      problems.at(node, "a rule is a mapping with 'alert', 'over' and 'when'");
      return;
    }
    var reader = new RuleReader(new Fields(mapping, problems), problems, made);
    reader.name().ifPresent(name -> checkUnique(name.getValue(), name));
    reader.read().ifPresent(rules::add);
  }

  private void checkUnique(String name, Node at) {
    var first = lines.putIfAbsent(name, problems.line(at));
    if (first != null) {
      problems.at(
          at, "a second alert is called '%s'; the first is in line %d".formatted(name, first));
    }
  }
}
