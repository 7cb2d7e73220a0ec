package io.qtrace.topology.declared;

import io.qtrace.aggregation.plan.Fit;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import io.qtrace.definition.Definitions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * An aggregation that is or was in force.
 *
 * @param id its shape's
 * @param elsewhere types of arguments that it names and some QEMUs do not have
 */
public record Declared(
    int id, Shape shape, Aggregations file, Map<String, Type> elsewhere, Target target) {

  private static final int VERSION = 1;

  public Declared {
    elsewhere = Map.copyOf(elsewhere);
  }

  /**
   * @param file that has it
   * @param types of arguments that its events have anywhere
   */
  static Declared of(Shape shape, Aggregations file, Map<String, Type> types, Target target) {
    var text = shape.aggregation().yaml();
    var named = new TreeMap<>(types);
    named.keySet().removeIf(name -> !text.contains(name));
    return new Declared(shape.id(), shape, file, named, target);
  }

  public String title() {
    return shape.aggregation().title();
  }

  /** Plans for one thread; empty if these definitions do not have its events, or not as needed. */
  public Optional<Fit.Active> active(Definitions with) {
    return fit(with) instanceof Fit.Active active && active.shape().isLike(shape)
        ? Optional.of(active.of(shape))
        : Optional.empty();
  }

  /** Whether its events are there, but not as it needs them. */
  boolean isUnfit(Definitions with) {
    var fit = fit(with);
    return fit instanceof Fit.Unfit
        || (fit instanceof Fit.Active active && !active.shape().isLike(shape));
  }

  private Fit fit(Definitions with) {
    return Fit.of(shape.aggregation(), file.text(), with, elsewhere);
  }

  /** For the store: all that is needed to go on with it when no file has it any more. */
  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      text(out, shape.types());
      text(out, target.topic());
      out.writeInt(target.schemaId());
      text(out, target.schema().toString());
      text(out, shape.aggregation().yaml());
      Numbers.write(out, elsewhere.size());
      for (var argument : new TreeMap<>(elsewhere).entrySet()) {
        text(out, argument.getKey());
        text(out, argument.getValue().name());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    Numbers.writeBytes(out, utf8, utf8.length);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws RuntimeException if that cannot be understood any more
   */
  static Declared decode(byte[] stored) {
    try (var in = new DataInputStream(new ByteArrayInputStream(stored))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException("declaration of version %d, not %d".formatted(version, VERSION));
      }
      var types = text(in);
      var topic = text(in);
      int schemaId = in.readInt();
      var schema = new Schema.Parser().parse(text(in));
      var file = Aggregations.parse("the store", text(in).getBytes(StandardCharsets.UTF_8));
      var elsewhere = new TreeMap<String, Type>();
      for (long left = Numbers.read(in); left > 0; left--) {
        elsewhere.put(text(in), Type.valueOf(text(in)));
      }
      var shape = shape(file.all().get(0), types);
      var target = new Target(topic, schemaId, schema);
      return new Declared(shape.id(), shape, file, elsewhere, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(Numbers.readBytes(in), StandardCharsets.UTF_8);
  }

  private static Shape shape(Aggregation of, String types) {
    var all = new ArrayList<Type>();
    for (var type : types.split(",", -1)) {
      all.add(Type.valueOf(type));
    }
    return Shape.of(of, all);
  }
}
