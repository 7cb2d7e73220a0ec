package io.qtrace.alert.window;

/**
 * A field of a result as a variable of conditions.
 *
 * @param name the field's, in snake_case
 * @param doc the field's, with other fields called as their variables are; empty if it has none
 */
public record Variable(String name, Kind kind, String doc) {

  /** CEL's types, as far as fields have them. */
  public enum Kind {
    INT,
    DOUBLE,
    BOOL,
    STRING,
    TIMESTAMP
  }
}
