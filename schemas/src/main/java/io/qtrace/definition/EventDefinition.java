package io.qtrace.definition;

import io.qtrace.text.Position;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One declaration of a {@code trace-events} file.
 *
 * @param arguments in declaration order, at most {@value #MAX_ARGUMENTS}; events with the old
 *     {@code vcpu} property have the hidden first argument {@code void *__cpu}
 * @param format the C string behind the declaration with PRI macros expanded as on x86-64, adjacent
 *     literals joined and escapes resolved, as {@link io.qtrace.format.CFormat#parse} takes it;
 *     null when the declaration has none. QEMU's log prints the same for null and for ""
 * @param declaration the source line, stripped
 */
public record EventDefinition(
    String name,
    List<Argument> arguments,
    @Nullable String format,
    Set<String> properties,
    Position at,
    String declaration) {

  /** What tracetool permits; LTTng is the reason for the bound. */
  public static final int MAX_ARGUMENTS = 10;

  /**
   * Of an event's name: Kafka's 249 for a topic, less {@code qtrace-event-} and what a revision
   * puts behind it. QEMU's longest has 71.
   */
  public static final int MAX_NAME_CHARACTERS = 200;

  public EventDefinition {
    arguments = List.copyOf(arguments);
    properties = Set.copyOf(properties);
  }

  /** True if records of both definitions have the same bytes. */
  boolean hasArgumentsOf(EventDefinition other) {
    return arguments.equals(other.arguments);
  }
}
