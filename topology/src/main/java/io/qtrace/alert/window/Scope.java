package io.qtrace.alert.window;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Whose results a rule looks at. */
public enum Scope {
  RAM_BLOCK("ram-block"),
  VM("vm"),
  HOST("host"),
  FLEET("fleet");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** The scope that rules and rollups call so. */
  public static Optional<Scope> of(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
  }

  /** As rules and rollups call it: {@code ram-block}, {@code vm}, {@code host}, {@code fleet}. */
  public String text() {
    return text;
  }

  /** Of its results. */
  public Schema schema() {
    return this == RAM_BLOCK
        ? RamBlockConversions.getClassSchema()
        : ConversionRollup.getClassSchema();
  }

  /** The variables that tell one of this scope from the others; they become labels. */
  public List<String> identity() {
    return switch (this) {
      case RAM_BLOCK -> List.of("vm", "host", "block");
      case VM -> List.of("vm", "host");
      case HOST -> List.of("host");
      case FLEET -> List.of();
    };
  }

  /** A variable for each field, in the schema's order. */
  public List<Variable> variables() {
    return Variables.of(this).all();
  }
}
