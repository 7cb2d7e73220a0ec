package io.qtrace.simulator.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Scenarios: those that come with the simulator, and files. */
public final class Scenarios {

  /** Names of those that come with the simulator. */
  public static final List<String> SHIPPED = List.of("calm", "storm", "fleet");

  /** A scenario has some tens of lines. */
  public static final int MOST_BYTES = 1 << 16;

  private Scenarios() {}

  /**
   * The YAML text of one that comes with the simulator.
   *
   * @param name one of {@link #SHIPPED}
   */
  public static byte[] shipped(String name) {
    try (var in = Scenarios.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(name + ".yaml is missing from the jar; build it again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a scenario.
   *
   * @param file how messages call it
   * @throws InvalidScenarioException with everything that is wrong with it
   */
  public static Scenario parse(String file, byte[] bytes) {
    var content = decoded(file, bytes);
    var text = new ScenarioText(file, content);
    var root = compose(text, content);
    text.throwIfAny();
    if (root != null && !(root instanceof MappingNode)) {
      text.problem(root, "a scenario is a mapping of keys to values");
      text.throwIfAny();
    }
    var top = root instanceof MappingNode mapping ? new Section(text, mapping) : new Section(text);
    var scenario = new ScenarioReader(top).read();
    text.throwIfAny();
    return scenario;
  }

  private static String decoded(String file, byte[] bytes) {
    var text = new ScenarioText(file, "");
    if (bytes.length > MOST_BYTES) {
      text.problem(0, 0, 0, "a scenario has at most %,d bytes".formatted(MOST_BYTES));
    }
    text.throwIfAny();
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text.problem(0, 0, 0, "this is not UTF-8; save the file as UTF-8");
      text.throwIfAny();
      throw new IllegalStateException("a problem is thrown", e);
    }
  }

  private static @Nullable Node compose(ScenarioText text, String content) {
    try {
      return new Yaml(new LoaderOptions()).compose(new StringReader(content));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      int line = mark == null ? 0 : mark.getLine();
      int column = mark == null ? 0 : mark.getColumn();
      text.problem(line, column, 1, "this is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      text.problem(0, 0, 0, "this is not YAML: " + e.getMessage());
    }
    return null;
  }
}
