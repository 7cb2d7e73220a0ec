package io.qtrace.alert.rule;

import io.qtrace.alert.cel.BadExpressionException;
import io.qtrace.definition.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Collects what is wrong with a rule file. */
final class Problems {

  private final RuleText text;
  private final List<Diagnostic> found = new ArrayList<>();

  Problems(RuleText text) {
    this.text = text;
  }

  /** Points at a scalar, or at where a mapping or list begins. */
  void at(Node node, String message) {
    int start = text.index(node.getStartMark());
    int end = node instanceof ScalarNode ? text.index(node.getEndMark()) : start + 1;
    at(start, end - start, message);
  }

  void at(int index, int length, String message) {
    found.add(text.diagnostic(index, length, message));
  }

  /** Points into the scalar that holds the expression or template. */
  void in(ScalarNode scalar, BadExpressionException bad) {
    var positions = new ScalarPositions(text, scalar);
    for (var problem : bad.problems()) {
      int start = positions.index(problem.offset());
      int end = positions.index(problem.offset() + problem.length());
      at(start, end - start, problem.message());
    }
  }

  /** Whether there is a line of more {@code char}s; it is a problem then. */
  boolean hasLineOver(int most) {
    var longest = text.firstLineOver(most);
    longest.ifPresent(
        start -> at(start, 1, "a line of a rule file has at most %,d characters".formatted(most)));
    return longest.isPresent();
  }

  int line(Node node) {
    return text.line(text.index(node.getStartMark()));
  }

  /**
   * @throws InvalidRulesException if there are any
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(
          Comparator.comparingInt((Diagnostic d) -> d.at().line())
              .thenComparingInt(d -> d.at().column()));
      throw new InvalidRulesException(found);
    }
  }
}
