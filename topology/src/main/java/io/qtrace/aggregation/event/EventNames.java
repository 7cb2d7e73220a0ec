package io.qtrace.aggregation.event;

import io.qtrace.aggregation.evaluation.Scope;
import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import io.qtrace.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What names mean for one event of several that an aggregation takes: its own arguments, if all of
 * them have them; {@code event.argument} of any of them, which others lack. One per plan.
 */
public final class EventNames implements Scope {

  /** The event; empty for pseudo-events. */
  private final String event;

  /** By event, in the order of the definitions. */
  private final ArgumentsOfEvents all;

  /** Of events that these definitions do not have, types by qualified name. */
  private final Map<String, Type> elsewhere;

  private final Map<String, Field> common;
  private final Map<String, Field> lets = new HashMap<>();
  private int argumentsUsed;

  /** What names the events in the file. */
  private String source = "from";

  public EventNames(
      String event, ArgumentsOfEvents all, Map<String, Field> common, Map<String, Type> elsewhere) {
    this.event = event;
    this.all = all;
    this.common = common;
    this.elsewhere = elsewhere;
  }

  /** The same as a part of a pair. */
  public EventNames of(String side) {
    source = side;
    return this;
  }

  @Override
  public void let(String name, Field value) {
    lets.put(name, value);
  }

  /** How many arguments have to be found in a record, from the first on. */
  public int argumentsUsed() {
    return argumentsUsed;
  }

  @Override
  public Optional<Field> find(String name) {
    var let = lets.get(name);
    if (let != null) {
      return Optional.of(let);
    }
    int dot = name.indexOf('.');
    if (dot >= 0) {
      return qualified(name.substring(0, dot), name.substring(dot + 1));
    }
    if (all.get(event) != null && all.lacking(name).isEmpty()) {
      return own(name);
    }
    return Optional.ofNullable(common.get(name));
  }

  private Optional<Field> own(String name) {
    var arguments = all.get(event);
    int index = arguments == null ? -1 : arguments.indexOf(name);
    if (arguments == null || index < 0) {
      return Optional.empty();
    }
    argumentsUsed = Math.max(argumentsUsed, index + 1);
    return Optional.of(arguments.field(index));
  }

  private Optional<Field> qualified(String owner, String name) {
    if (owner.equals(event)) {
      return own(name);
    }
    var other = all.get(owner);
    if (other != null) {
      int index = other.indexOf(name);
      return index < 0
          ? Optional.empty()
          : Optional.of(new Field(other.type(index), Value.absent(other.type(index))));
    }
    var type = elsewhere.get(owner + "." + name);
    return type == null ? Optional.empty() : Optional.of(new Field(type, Value.absent(type)));
  }

  @Override
  public String unknown(String name) {
    int dot = name.indexOf('.');
    if (dot >= 0) {
      return unknownQualified(name.substring(0, dot), name.substring(dot + 1));
    }
    var lacking = all.lacking(name);
    if (lacking.size() < all.events().size()) {
      var having = all.events().stream().filter(one -> !lacking.contains(one)).findFirst();
      return "'%s' is not in all events of '%s': %s%s"
          .formatted(
              name,
              source,
              lack(lacking),
              source.equals("from") ? "; write %s.%s".formatted(having.orElseThrow(), name) : "");
    }
    var known = new ArrayList<>(lets.keySet());
    known.addAll(common.keySet());
    known.addAll(argumentNames(event));
    if (event.isEmpty()) {
      return "there is no '%s' without one event; there are %s%s"
          .formatted(name, String.join(", ", common.keySet()), Nearest.question(name, known));
    }
    return "%s has no '%s'%s%s"
        .formatted(event, name, has(argumentNames(event)), Nearest.question(name, known));
  }

  private static String lack(List<String> events) {
    return events.size() == 1
        ? events.get(0) + " lacks it"
        : "%s and %d others lack it".formatted(events.get(0), events.size() - 1);
  }

  private List<String> argumentNames(String of) {
    var arguments = all.get(of);
    return arguments == null ? List.of() : arguments.names();
  }

  private static String has(List<String> arguments) {
    int last = arguments.size() - 1;
    return arguments.isEmpty()
        ? ""
        : last == 0
            ? "; it has " + arguments.get(0)
            : "; it has %s and %s"
                .formatted(String.join(", ", arguments.subList(0, last)), arguments.get(last));
  }

  private String unknownQualified(String owner, String name) {
    if (all.get(owner) != null) {
      var names = argumentNames(owner);
      return "%s has no '%s'%s%s".formatted(owner, name, has(names), Nearest.question(name, names));
    }
    return owner.equals("start") || owner.equals("end")
        ? "'%s.%s' needs 'pair'".formatted(owner, name)
        : "'%s' is no event of 'from'%s".formatted(owner, Nearest.question(owner, all.events()));
  }
}
