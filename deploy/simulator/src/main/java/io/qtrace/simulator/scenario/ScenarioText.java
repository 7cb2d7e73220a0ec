package io.qtrace.simulator.scenario;

import io.qtrace.text.Diagnostic;
import io.qtrace.text.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The text of a scenario, and what is wrong with it. */
final class ScenarioText {

  /** Of a line that is shown. */
  private static final int MOST_SHOWN = 200;

  private final String file;
  private final List<String> lines;
  private final List<Diagnostic> found = new ArrayList<>();

  ScenarioText(String file, String text) {
    this.file = file;
    this.lines = text.lines().toList();
  }

  /** Points at a scalar, or at where a mapping or list begins. */
  void problem(Node node, String message) {
    boolean isScalar = node instanceof ScalarNode;
    var start = node.getStartMark();
    var end = node.getEndMark();
    boolean isOneLine = isScalar && start.getLine() == end.getLine();
    problem(start, isOneLine ? end.getColumn() - start.getColumn() : 1, message);
  }

  void problem(Mark at, int length, String message) {
    problem(at.getLine(), at.getColumn(), length, message);
  }

  /**
   * @param line counts from 0
   * @param codePoint in the line, from 0
   */
  void problem(int line, int codePoint, int length, String message) {
    var whole = line < lines.size() ? lines.get(line) : "";
    var shown = whole.substring(0, Math.min(MOST_SHOWN, whole.length()));
    int points = Math.min(codePoint, shown.codePointCount(0, shown.length()));
    int column = shown.offsetByCodePoints(0, points);
    int marked = Math.max(0, Math.min(length, shown.length() - column));
    found.add(new Diagnostic(new Position(file, line + 1, column + 1), marked, shown, message));
  }

  /**
   * @throws InvalidScenarioException if there are any problems
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(
          Comparator.comparingInt((Diagnostic d) -> d.at().line())
              .thenComparingInt(d -> d.at().column()));
      throw new InvalidScenarioException(found);
    }
  }
}
