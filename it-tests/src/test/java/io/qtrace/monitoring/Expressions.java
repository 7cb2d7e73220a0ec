package io.qtrace.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The PromQL of our rules and of the dashboard. */
public final class Expressions {

  public static final Path RULES = Path.of("..", "deploy", "prometheus", "rules");
  private static final Path DASHBOARD =
      Path.of("..", "deploy", "grafana", "dashboards", "qtrace.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:qtrace|jvm|process|system|kafka)_\\w+|qtrace:[\\w:]+)");

  private Expressions() {}

  public static List<String> ofRules() {
    var expressions = new ArrayList<String>();
    rules().forEach(rule -> expressions.add(String.valueOf(rule.get("expr"))));
    return expressions;
  }

  /** The names that recording rules give. */
  public static Set<String> recorded() {
    var names = new TreeSet<String>();
    for (var rule : rules()) {
      if (rule.containsKey("record")) {
        names.add(String.valueOf(rule.get("record")));
      }
    }
    return names;
  }

  private static List<Map<String, Object>> rules() {
    var rules = new ArrayList<Map<String, Object>>();
    for (var file : List.of("recording.yaml", "alerts.yaml")) {
      for (var group : list(yaml(RULES.resolve(file)).get("groups"))) {
        rules.addAll(list(group.get("rules")));
      }
    }
    return rules;
  }

  /** With every variable at "all". */
  public static List<String> ofDashboard() {
    var expressions = new ArrayList<String>();
    for (var panel : list(yaml(DASHBOARD).get("panels"))) {
      for (var target : list(panel.getOrDefault("targets", List.of()))) {
        expressions.add(String.valueOf(target.get("expr")).replaceAll("\\$(vm|host)", ".*"));
      }
    }
    return expressions;
  }

  /** The metrics that rules and dashboard use, except recorded ones. */
  public static Set<String> metrics() {
    var all = new ArrayList<>(ofRules());
    all.addAll(ofDashboard());
    var names = new TreeSet<String>();
    for (var expression : all) {
      var bare = expression.replaceAll("\"[^\"]*\"", "");
      METRIC.matcher(bare).results().forEach(match -> names.add(match.group(1)));
    }
    names.removeAll(recorded());
    return names;
  }

  /** JSON is YAML. */
  static Map<String, Object> yaml(String text) {
    return map(new Yaml().load(text));
  }

  private static Map<String, Object> yaml(Path file) {
    try {
      return yaml(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object yaml) {
    return (List<Map<String, Object>>) yaml;
  }
}
