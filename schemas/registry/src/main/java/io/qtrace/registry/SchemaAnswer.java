package io.qtrace.registry;

/** What the registry says about one schema. */
public sealed interface SchemaAnswer {

  record Resolved(RegisteredSchema schema) implements SchemaAnswer {}

  /**
   * Trying again would not help.
   *
   * @param reason what is refused and what to do
   */
  record Refused(String reason) implements SchemaAnswer {}
}
