package io.qtrace.aggregation.result;

import io.qtrace.aggregation.spec.Measure;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Type;
import io.qtrace.schema.EventSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The Avro schema of an aggregation's results. Every field has a default, so that groups and
 * measures may come and go; documentation comes from the declaration.
 */
public final class ResultSchema {

  private static final String NAMESPACE = "io.qtrace.aggregation";

  private final Shape shape;
  private final Set<String> unsigned;
  private final List<Schema.Field> fields = new ArrayList<>();

  private ResultSchema(Shape shape, Set<String> unsigned) {
    this.shape = shape;
    this.unsigned = unsigned;
  }

  /**
   * @param unsigned fields whose 64 bits have no sign: a logical type says so
   */
  public static Schema of(Shape shape, Set<String> unsigned) {
    return new ResultSchema(shape, unsigned).schema();
  }

  private Schema schema() {
    var of = shape.aggregation();
    text("vm", "the virtual machine's id");
    text("host", "the hypervisor host; empty: not known");
    var names = of.groupFields();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      optional(name, type(name, shape.groups().get(i)), "group; null: of several groups together");
    }
    window();
    for (int i = 0; i < of.measures().size(); i++) {
      measure(of.measures().get(i), shape.measures().get(i));
    }
    flag("overflow", "all groups beyond limits.groups together");
    flag("others", "all groups beyond 'top' together");
    number("overflowGroups", "about how many groups are beyond limits.groups");
    flag("approximate", "'top' chose among the groups that came first only");
    flag("saturated", "a number is cut to what 64 bits hold");
    number("failed", "events of the window without an exact value, which are left out");
    number("lateEvents", "events that came too late for a window, while this one was current");
    number("droppedEvents", "at most so many events of the window were lost");
    flag("complete", "no event of the window is missing, and it was counted to its end");
    text("definition", "a hash of all that changes what the result means");
    if (of.isOfPairs()) {
      number("unmatchedEnds", "ends of the window whose start is not known");
      number("unfinished", "starts whose end did not come in time, or that there was no room for");
      number("abandoned", "starts whose end did not come before another process took QEMU's place");
      number("restarted", "starts of the window that came again before their end");
    } else if (of.isOfStates()) {
      number("forgotten", "things whose state there was no room for any more");
      real("unsure", "seconds in states that may have ended unseen: events were lost");
    }
    var doc =
        of.doc().isEmpty() ? "Results of the aggregation '%s'".formatted(of.title()) : of.doc();
    var schema = Schema.createRecord(recordName(of.title()), doc, NAMESPACE, false, fields);
    schema.addProp("aggregation", of.title());
    return schema;
  }

  private void window() {
    if (shape.aggregation().session().isPresent()) {
      text("window", "that it is a session, and how long it waits for another event");
      time("windowStart", "when its first event was");
      time("windowEnd", "so long behind its last event as it waits, or where it may not go on");
      return;
    }
    text("window", "the window's length, and how far it advances if that is less");
    time("windowStart", "when the window begins, by event time");
    time("windowEnd", "when it ends; events of this time are in the next one");
  }

  /** {@code mmio-rate} as {@code MmioRate}. */
  private static String recordName(String title) {
    var name = new StringBuilder();
    for (var word : title.split("-", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.toString();
  }

  private void measure(Measure measure, Type type) {
    var doc = measure.node().getValue().strip();
    var names = measure.fields();
    switch (measure.kind()) {
      case COUNT, DISTINCT, TRANSITIONS -> number(names.get(0), doc);
      case RATE, TIME_IN -> real(names.get(0), doc);
      case AVG -> optional(names.get(0), Schema.create(Schema.Type.DOUBLE), doc);
      case SUM -> sum(names.get(0), type, doc);
      case MIN, MAX, LAST -> optional(names.get(0), type(names.get(0), type), doc);
      case QUANTILES -> quantiles(measure, type, doc);
    }
  }

  private void quantiles(Measure measure, Type type, String doc) {
    var names = measure.fields();
    int quantiles = measure.at().size();
    for (int i = 0; i < quantiles; i++) {
      optional(
          names.get(i),
          Schema.create(Schema.Type.DOUBLE),
          "%s: the quantile %s, to 1 %%".formatted(doc, measure.at().get(i)));
    }
    optional(names.get(quantiles), type(names.get(quantiles), type), doc + ": the smallest");
    optional(names.get(quantiles + 1), type(names.get(quantiles + 1), type), doc + ": the largest");
    sum(names.get(quantiles + 2), type, doc + ": the sum");
  }

  private void sum(String name, Type type, String doc) {
    if (type == Type.DOUBLE) {
      real(name, doc);
    } else {
      number(name, doc);
    }
  }

  private Schema type(String field, Type type) {
    return switch (type) {
      case INT ->
          unsigned.contains(field) ? logical(EventSchemas.UINT64) : Schema.create(Schema.Type.LONG);
      case POINTER -> logical(EventSchemas.POINTER);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case BOOL -> Schema.create(Schema.Type.BOOLEAN);
      case STRING -> Schema.create(Schema.Type.STRING);
    };
  }

  private static Schema logical(String name) {
    return new LogicalType(name).addToSchema(Schema.create(Schema.Type.LONG));
  }

  private void optional(String name, Schema type, String doc) {
    var schema = Schema.createUnion(Schema.create(Schema.Type.NULL), type);
    fields.add(new Schema.Field(name, schema, doc, JsonProperties.NULL_VALUE));
  }

  private void text(String name, String doc) {
    fields.add(new Schema.Field(name, Schema.create(Schema.Type.STRING), doc, ""));
  }

  private void number(String name, String doc) {
    fields.add(new Schema.Field(name, Schema.create(Schema.Type.LONG), doc, 0L));
  }

  private void real(String name, String doc) {
    fields.add(new Schema.Field(name, Schema.create(Schema.Type.DOUBLE), doc, 0.0));
  }

  private void flag(String name, String doc) {
    fields.add(new Schema.Field(name, Schema.create(Schema.Type.BOOLEAN), doc, false));
  }

  private void time(String name, String doc) {
    var millis = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
    fields.add(new Schema.Field(name, millis, doc, 0L));
  }
}
