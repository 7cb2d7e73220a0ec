package io.qtrace.topic;

import io.qtrace.topic.Route.Drop;
import io.qtrace.topic.Route.OwnTopic;
import io.qtrace.topic.Route.SharedTopic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Routing rules, the first that fits an event's name counts; without one the event has a topic of
 * its own.
 *
 * <pre>
 *   memory_region_*:drop          counted, not written
 *   kvm_*:topic=qtrace-kvm        one topic for all of them
 *   ram_block_*:own               a topic each, as without a rule
 * </pre>
 *
 * <p>In a pattern '*' stands for any characters and '?' for one.
 */
public final class Routes {

  private record Rule(Pattern event, Route route) {}

  private static final String SYNTAX =
      "; write <event pattern>:drop, <event pattern>:own or <event pattern>:topic=<name>";

  private final List<Rule> rules;

  private Routes(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * @throws IllegalArgumentException naming the rule that cannot be understood
   */
  public static Routes parse(List<String> rules) {
    return new Routes(rules.stream().map(Routes::rule).toList());
  }

  public Route of(String event) {
    for (var rule : rules) {
      if (rule.event.matcher(event).matches()) {
        return rule.route;
      }
    }
    return new OwnTopic();
  }

  /** The topics that rules name. */
  public Set<String> topics() {
    var topics = new HashSet<String>();
    for (var rule : rules) {
      if (rule.route instanceof SharedTopic shared) {
        topics.add(shared.topic());
      }
    }
    return topics;
  }

  private static Rule rule(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("routing rule '" + text + "' has no action" + SYNTAX);
    }
    return new Rule(pattern(text.substring(0, colon).strip()), route(text, colon));
  }

  private static Route route(String text, int colon) {
    var action = text.substring(colon + 1).strip();
    if (action.equals("drop")) {
      return new Drop();
    }
    if (action.equals("own")) {
      return new OwnTopic();
    }
    var topic = action.startsWith("topic=") ? action.substring("topic=".length()).strip() : "";
    if (!TopicNames.isLegal(topic)) {
      throw new IllegalArgumentException(
          "routing rule '" + text + "' has the unknown action '" + action + "'" + SYNTAX);
    }
    return new SharedTopic(topic);
  }

  private static Pattern pattern(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }
}
