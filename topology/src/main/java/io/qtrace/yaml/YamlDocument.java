package io.qtrace.yaml;

import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Text as YAML nodes, by SnakeYAML. */
public final class YamlDocument {

  /** SnakeYAML takes time by the square of a line's length. */
  private static final int MOST_LINE_CHARS = 1 << 16;

  private YamlDocument() {}

  /**
   * The root; null if there is none, or it is not YAML, which is a problem then.
   *
   * @param hint put behind what is wrong with the YAML; may be empty
   */
  public static @Nullable Node compose(YamlText text, Problems problems, String hint) {
    if (problems.hasLineOver(MOST_LINE_CHARS)) {
      return null;
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(YamlBytes.MOST_BYTES); // as many as there can be
    try {
      return new Yaml(options).compose(new StringReader(text.text()));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      problems.at(
          mark == null ? 0 : text.index(mark), 1, "this is not YAML: " + e.getProblem() + hint);
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
}
