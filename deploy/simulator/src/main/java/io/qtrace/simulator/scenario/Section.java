package io.qtrace.simulator.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The entries of a YAML mapping. Whoever has asked for all keys there are calls {@link #end}, which
 * complains about the others.
 */
final class Section {

  private final ScenarioText text;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();

  Section(ScenarioText text) {
    this.text = text;
  }

  Section(ScenarioText text, MappingNode mapping) {
    this(text);
    for (var entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        text.problem(entry.getKeyNode(), "a key has to be text");
      } else if (keys.putIfAbsent(key.getValue(), key) != null) {
        text.problem(key, "key '%s' is given twice".formatted(key.getValue()));
      } else {
        values.put(key.getValue(), entry.getValueNode());
      }
    }
  }

  private Optional<Node> find(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key))
        .filter(node -> !(node instanceof ScalarNode && node.getTag().equals(Tag.NULL)));
  }

  /** What a key says; the default if it says nothing, or what cannot be read. */
  <T> T value(String key, T byDefault, Function<String, T> parser) {
    var node = find(key).orElse(null);
    if (node instanceof ScalarNode scalar) {
      return parsed(scalar, byDefault, parser);
    }
    if (node != null) {
      text.problem(node, "'%s' has to be one value".formatted(key));
    }
    return byDefault;
  }

  private <T> T parsed(ScalarNode node, T byDefault, Function<String, T> parser) {
    try {
      return parser.apply(node.getValue());
    } catch (IllegalArgumentException e) {
      text.problem(node, String.valueOf(e.getMessage()));
      return byDefault;
    }
  }

  /** The values of a list. */
  <T> List<T> list(String key, List<T> byDefault, Function<String, T> parser) {
    var node = find(key).orElse(null);
    if (node == null) {
      return byDefault;
    }
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      text.problem(node, "'%s' has to be a list, such as [a, b]".formatted(key));
      return byDefault;
    }
    var all = new ArrayList<T>();
    for (var item : sequence.getValue()) {
      if (item instanceof ScalarNode scalar) {
        all.add(parsed(scalar, byDefault.get(0), parser));
      } else {
        text.problem(item, "'%s' has to be a list of values".formatted(key));
      }
    }
    return all;
  }

  /** A mapping below a key; an empty one if there is none. */
  Section section(String key) {
    var node = find(key).orElse(null);
    if (node instanceof MappingNode mapping) {
      return new Section(text, mapping);
    }
    if (node != null) {
      text.problem(node, "'%s' has to be a mapping of keys to values".formatted(key));
    }
    return new Section(text);
  }

  /** The mappings in a list below a key. */
  List<Section> sections(String key) {
    var node = find(key).orElse(null);
    var all = new ArrayList<Section>();
    if (node instanceof SequenceNode sequence) {
      for (var item : sequence.getValue()) {
        if (item instanceof MappingNode mapping) {
          all.add(new Section(text, mapping));
        } else {
          text.problem(item, "'%s' has to be a list of mappings".formatted(key));
        }
      }
    } else if (node != null) {
      text.problem(node, "'%s' has to be a list".formatted(key));
    }
    return all;
  }

  /** A problem with the value of a key; with nothing if it is not given. */
  void problem(String key, String message) {
    var node = values.get(key);
    if (node != null) {
      text.problem(node, message);
    }
  }

  /** Complains about all keys that nobody has asked for. */
  void end() {
    keys.forEach(
        (name, node) -> {
          if (!known.contains(name)) {
            text.problem(
                node, "unknown key '%s'; known are %s".formatted(name, String.join(", ", known)));
          }
        });
  }
}
