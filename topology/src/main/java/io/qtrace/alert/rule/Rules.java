package io.qtrace.alert.rule;

import io.qtrace.alert.window.Scope;
import io.qtrace.yaml.YamlBytes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of one file, in its order. Immutable and thread-safe. */
public final class Rules {

  public static final Rules NONE = new Rules(List.of());

  private final List<Rule> all;
  private final Map<Scope, List<Rule>> byScope = new EnumMap<>(Scope.class);
  private final Map<String, Rule> byName = new HashMap<>();

  Rules(List<Rule> all) {
    this.all = List.copyOf(all);
    all.forEach(rule -> byName.put(rule.name(), rule));
    for (var scope : Scope.values()) {
      byScope.put(scope, this.all.stream().filter(rule -> rule.over() == scope).toList());
    }
  }

  /**
   * Reads a rule file, whatever windows there are.
   *
   * @param file how diagnostics call it
   * @throws InvalidRulesException with everything that is wrong with it
   */
  public static Rules parse(String file, String text) {
    return new RulesParser(file, text, MadeWindows.UNKNOWN).parse();
  }

  /**
   * Reads a rule file that is UTF-8, with or without a byte order mark.
   *
   * @param file how diagnostics call it
   * @param made the windows that rules may look at
   * @throws InvalidRulesException with everything that is wrong with it
   */
  public static Rules parse(String file, byte[] bytes, MadeWindows made) {
    return new RulesParser(file, YamlBytes.text(file, bytes, RulesParser.KIND), made).parse();
  }

  public List<Rule> all() {
    return all;
  }

  public List<Rule> over(Scope scope) {
    return byScope.getOrDefault(scope, List.of());
  }

  public Optional<Rule> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
