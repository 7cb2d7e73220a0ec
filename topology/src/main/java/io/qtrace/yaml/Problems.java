package io.qtrace.yaml;

import io.qtrace.cel.BadExpressionException;
import io.qtrace.text.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Collects what is wrong with a file. */
public final class Problems {

  private final YamlText text;
  private final FileKind kind;
  private final List<Diagnostic> found = new ArrayList<>();

  public Problems(YamlText text, FileKind kind) {
    this.text = text;
    this.kind = kind;
  }

  /** Points at a scalar, or at where a mapping or list begins. */
  public void at(Node node, String message) {
    int start = text.index(node.getStartMark());
    int end = node instanceof ScalarNode ? text.index(node.getEndMark()) : start + 1;
    at(start, end - start, message);
  }

  public void at(int index, int length, String message) {
    found.add(text.diagnostic(index, length, message));
  }

  /** Those found so far. */
  public List<Diagnostic> found() {
    return List.copyOf(found);
  }

  /** Points into the scalar that holds the expression or template. */
  public void in(ScalarNode scalar, BadExpressionException bad) {
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
        start ->
            at(start, 1, "a line of %s has at most %,d characters".formatted(kind.noun(), most)));
    return longest.isPresent();
  }

  public int line(Node node) {
    return text.line(text.index(node.getStartMark()));
  }

  /**
   * @throws RuntimeException the kind's, if there are any
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(
          Comparator.comparingInt((Diagnostic d) -> d.at().line())
              .thenComparingInt(d -> d.at().column()));
      throw kind.invalid().apply(List.copyOf(found));
    }
  }
}
