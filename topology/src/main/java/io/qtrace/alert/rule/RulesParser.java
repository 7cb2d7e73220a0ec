package io.qtrace.alert.rule;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads a rule file: YAML by SnakeYAML, its nodes by us, so that every problem has its place. */
final class RulesParser {

  private static final String RULES = "rules";

  /** SnakeYAML takes time by the square of a line's length. */
  private static final int MOST_LINE_CHARS = 1 << 16;

  private final RuleText text;
  private final Problems problems;
  private final MadeWindows made;
  private final List<Rule> rules = new ArrayList<>();

  /** Line of each alert's first rule. */
  private final Map<String, Integer> lines = new HashMap<>();

  RulesParser(String file, String text, MadeWindows made) {
    this.text = new RuleText(file, text);
    this.problems = new Problems(this.text);
    this.made = made;
  }

  Rules parse() {
    var root = compose();
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

  private @Nullable Node compose() {
    if (problems.hasLineOver(MOST_LINE_CHARS)) {
      return null;
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(RuleBytes.MOST_BYTES); // as many as there can be
    try {
      return new Yaml(options).compose(new StringReader(text.text()));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      problems.at(mark == null ? 0 : text.index(mark), 1, "this is not YAML: " + e.getProblem());
    } catch (ReaderException e) {
      problems.at(
          text.index(e.getPosition()),
          1,
          "this is not YAML: it has the character U+%04X".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      problems.at(0, 0, "this is not YAML: " + e.getMessage());
    }
    return null;
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
