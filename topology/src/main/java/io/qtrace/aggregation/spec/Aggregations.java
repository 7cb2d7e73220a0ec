package io.qtrace.aggregation.spec;

import io.qtrace.yaml.Fields;
import io.qtrace.yaml.FileKind;
import io.qtrace.yaml.Problems;
import io.qtrace.yaml.YamlBytes;
import io.qtrace.yaml.YamlDocument;
import io.qtrace.yaml.YamlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The aggregations of one file, in its order.
 *
 * @param text for the places of problems that show once events are known
 */
public record Aggregations(List<Aggregation> all, YamlText text) {

  private static final FileKind KIND =
      new FileKind("a file of aggregations", "aggregations", InvalidAggregationsException::new);

  private static final String KEY = "aggregations";
  private static final int MOST = 64;
  private static final String NONE =
      "there are no aggregations; write 'aggregations: []' if there shall be none";
  private static final String HINT =
      "; an expression with ': ' or '#' in it wants quotes around it";

  public Aggregations {
    all = List.copyOf(all);
  }

  /** Nothing is wrong yet. */
  public static Problems problems(YamlText text) {
    return new Problems(text, KIND);
  }

  /**
   * Reads a file.
   *
   * @param file how messages call it
   * @throws InvalidAggregationsException with all that is wrong with it, whatever events there are
   */
  public static Aggregations parse(String file, byte[] bytes) {
    var text = new YamlText(file, YamlBytes.text(file, bytes, KIND));
    var problems = problems(text);
    var root = YamlDocument.compose(text, problems, HINT);
    problems.throwIfAny();
    var all = new ArrayList<Aggregation>();
    if (root instanceof MappingNode mapping) {
      read(new Fields(mapping, problems).allow(List.of(KEY)), problems, all);
    } else if (root != null) {
      problems.at(root, "a file of aggregations is a mapping with the key 'aggregations'");
    } else {
      problems.at(0, 0, NONE);
    }
    problems.throwIfAny();
    return new Aggregations(all, text);
  }

  private static void read(Fields file, Problems problems, List<Aggregation> all) {
    var list = file.find(KEY).orElse(null);
    if (list == null) {
      problems.at(file.key(KEY), NONE);
    } else if (list instanceof SequenceNode sequence) {
      if (sequence.getValue().size() > MOST) {
        problems.at(
            sequence.getValue().get(MOST), "there are more than %d aggregations".formatted(MOST));
      }
      var lines = new HashMap<String, Integer>();
      sequence.getValue().forEach(node -> readOne(node, problems, lines, all));
    } else {
      problems.at(list, "'aggregations' has to be a list");
    }
  }

  private static void readOne(
      Node node, Problems problems, Map<String, Integer> lines, List<Aggregation> all) {
    if (!(node instanceof MappingNode mapping)) {
      problems.at(node, "an aggregation is a mapping with 'name', 'from', 'window' and 'measures'");
      return;
    }
    var reader = new AggregationReader(mapping, problems);
    reader
        .name()
        .ifPresent(
            name -> {
              var first = lines.putIfAbsent(name.getValue(), problems.line(name));
              if (first != null) {
                problems.at(
                    name,
                    "a second aggregation is called '%s'; the first is in line %d"
                        .formatted(name.getValue(), first));
              }
            });
    reader.read().ifPresent(all::add);
  }
}
