package io.qtrace.fleet.window;

/**
 * A field of a result that is kept.
 *
 * @param name as in Avro
 */
public record Column(String name, Kind kind) {

  /** What the number that is kept stands for. */
  public enum Kind {
    NUMBER,
    FLAG,
    /** Its place in {@link Texts}. */
    TEXT
  }
}
