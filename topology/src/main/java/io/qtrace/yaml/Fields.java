package io.qtrace.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The entries of a YAML mapping. Keys given twice, and keys that are no text, are problems. */
public final class Fields {

  private final Problems problems;
  private final Node mapping;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();

  public Fields(MappingNode mapping, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
    for (var entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.at(entry.getKeyNode(), "a key has to be text");
      } else if (keys.putIfAbsent(key.getValue(), key) != null) {
        problems.at(key, "key '%s' is given twice".formatted(key.getValue()));
      } else {
        values.put(key.getValue(), entry.getValueNode());
      }
    }
  }

  /** Complains about all other keys. */
  public Fields allow(List<String> known) {
    return allow(known, Map.of());
  }

  /**
   * Complains about all other keys.
   *
   * @param hints what to say of a key that others' files have, instead of what is known
   */
  public Fields allow(List<String> known, Map<String, String> hints) {
    keys.forEach(
        (name, key) -> {
          if (!known.contains(name)) {
            var hint = hints.get(name);
            problems.at(
                key, "unknown key '%s'; %s".formatted(name, hint == null ? known(known) : hint));
          }
        });
    return this;
  }

  private static String known(List<String> known) {
    return known.size() == 1
        ? "known is " + known.get(0)
        : "known are "
            + String.join(", ", known.subList(0, known.size() - 1))
            + " and "
            + known.get(known.size() - 1);
  }

  public Map<String, Node> values() {
    return values;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public Node key(String name) {
    return keys.getOrDefault(name, mapping);
  }

  /** Empty if the key or its value is missing. */
  public Optional<Node> find(String name) {
    return Optional.ofNullable(values.get(name)).filter(node -> !isNull(node));
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  /** The text of a key; empty, and a problem, if it is a mapping or list. */
  public Optional<ScalarNode> text(String name) {
    return find(name).flatMap(node -> scalar(name, node));
  }

  /** As {@link #text}; it is a problem too if there is none. */
  public Optional<ScalarNode> required(String name, String owner) {
    var node = find(name);
    if (node.isEmpty()) {
      problems.at(key(name), "%s has no '%s'".formatted(owner, name));
    }
    return node.flatMap(found -> scalar(name, found));
  }

  public Optional<ScalarNode> scalar(String name, Node node) {
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar);
    }
    problems.at(node, "'%s' has to be text".formatted(name));
    return Optional.empty();
  }

  /** The texts of a list, or the one text that is there. */
  public List<ScalarNode> texts(String name) {
    var node = find(name).orElse(null);
    if (node instanceof SequenceNode list) {
      return list.getValue().stream().flatMap(one -> scalar(name, one).stream()).toList();
    }
    return text(name).stream().toList();
  }

  /** As {@link #texts}; a list of nothing is a problem. */
  public List<ScalarNode> someTexts(String name) {
    if (find(name).orElse(null) instanceof SequenceNode list && list.getValue().isEmpty()) {
      problems.at(list, "'%s' is an empty list".formatted(name));
    }
    return texts(name);
  }

  /** The entries of a mapping below a key; none, and a problem, if it is something else. */
  public Optional<Fields> mapping(String name) {
    var node = find(name).orElse(null);
    if (node instanceof MappingNode below) {
      return Optional.of(new Fields(below, problems));
    }
    if (node != null) {
      problems.at(node, "'%s' has to be a mapping of names to texts".formatted(name));
    }
    return Optional.empty();
  }
}
