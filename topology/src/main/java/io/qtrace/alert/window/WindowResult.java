package io.qtrace.alert.window;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The final result of one window of one RAM block, VM, host or the fleet. Immutable. */
public final class WindowResult {

  private final Scope scope;
  private final Variables variables;
  private final IndexedRecord fields;
  private final long startMs;
  private final long endMs;

  /**
   * @param fields of the scope's schema: strings as {@link String}, times as milliseconds; must not
   *     change any more
   */
  public WindowResult(Scope scope, IndexedRecord fields) {
    this.scope = scope;
    this.variables = Variables.of(scope);
    this.fields = fields;
    this.startMs = milliseconds("windowStart");
    this.endMs = milliseconds("windowEnd");
  }

  private long milliseconds(String field) {
    return (long) fields.get(scope.schema().getField(field).pos());
  }

  public Scope scope() {
    return scope;
  }

  /** Event time, inclusive. */
  public long startMs() {
    return startMs;
  }

  /** Event time, exclusive. */
  public long endMs() {
    return endMs;
  }

  public long lengthMs() {
    return endMs - startMs;
  }

  /** A variable's value: Long, Double, Boolean, String or Instant; null if there is none. */
  public @Nullable Object value(String variable) {
    return variables.value(fields, variable);
  }

  /** Name and value of each variable that identifies whose result this is. */
  public SortedMap<String, String> identity() {
    var identity = new TreeMap<String, String>();
    for (var variable : scope.identity()) {
      identity.put(variable, String.valueOf(value(variable)));
    }
    return Collections.unmodifiableSortedMap(identity);
  }
}
