package io.qtrace.raw;

import io.qtrace.definition.Definitions;
import org.jspecify.annotations.Nullable;

/**
 * How the arguments of each event lie in a record, made when it is first seen. Readers of many
 * sources share one: threads may make the same layout twice, harmlessly, as layouts are immutable.
 */
public final class ArgumentLayouts {

  private final Definitions definitions;
  private final @Nullable ArgumentLayout[] layouts;

  public ArgumentLayouts(Definitions definitions) {
    this.definitions = definitions;
    this.layouts = new ArgumentLayout[definitions.events().size()];
  }

  public Definitions definitions() {
    return definitions;
  }

  /** What is to be said of an event that the definitions lack. */
  String explainUnknown(String name) {
    return definitions
        .explainRefusal(name)
        .orElseGet(
            () ->
                "the definitions have no event '%s'; give those QEMU was built with"
                    .formatted(name));
  }

  ArgumentLayout of(int definition) {
    var layout = layouts[definition];
    if (layout == null) {
      layout = layouts[definition] = new ArgumentLayout(definitions.events().get(definition));
    }
    return layout;
  }
}
