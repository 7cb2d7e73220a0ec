package io.qtrace.raw;

import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes simple traces for tests, field by field as QEMU's trace/simple.c does. Event ids are
 * indexes into the definitions.
 */
public final class SimpleTrace {

  private final Definitions definitions;
  private final ByteOrder order;
  private ByteBuffer out;

  public SimpleTrace(Definitions definitions, ByteOrder order) {
    this.definitions = definitions;
    this.order = order;
    this.out = ByteBuffer.allocate(1024).order(order);
  }

  /** A header and a mapping record for every definition. */
  public SimpleTrace start() {
    header(4);
    for (int i = 0; i < definitions.events().size(); i++) {
      mapping(i, definitions.events().get(i).name());
    }
    return this;
  }

  public SimpleTrace header(long version) {
    room(24).putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(version);
    return this;
  }

  public SimpleTrace mapping(long id, String name) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    room(20 + bytes.length).putLong(0).putLong(id).putInt(bytes.length).put(bytes);
    return this;
  }

  /** An event; values are Long for numbers and byte[] or String for strings. */
  public SimpleTrace event(String name, long timestampNs, int pid, Object... values) {
    int id = definitions.indexOf(name).orElseThrow();
    return record(id, timestampNs, pid, arguments(definitions.events().get(id), List.of(values)));
  }

  public SimpleTrace dropped(long timestampNs, int pid, long count) {
    return record(-2, timestampNs, pid, ByteBuffer.allocate(8).order(order).putLong(count).array());
  }

  public SimpleTrace record(long id, long timestampNs, int pid, byte[] arguments) {
    room(32 + arguments.length).putLong(1).putLong(id).putLong(timestampNs);
    out.putInt(24 + arguments.length).putInt(pid).put(arguments);
    return this;
  }

  public SimpleTrace bytes(byte... bytes) {
    room(bytes.length).put(bytes);
    return this;
  }

  public int size() {
    return out.position();
  }

  public byte[] toBytes() {
    var bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  private byte[] arguments(EventDefinition event, List<Object> values) {
    var bytes = ByteBuffer.allocate(64 * 1024).order(order);
    for (int i = 0; i < values.size(); i++) {
      if (event.arguments().get(i).type().kind() == CType.Kind.STRING) {
        var string =
            values.get(i) instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : (byte[]) values.get(i);
        bytes.putInt(string.length).put(string);
      } else {
        bytes.putLong(((Number) values.get(i)).longValue());
      }
    }
    var used = new byte[bytes.position()];
    bytes.get(0, used);
    return used;
  }

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      var larger = ByteBuffer.allocate(2 * out.capacity() + bytes).order(order);
      out = larger.put(out.flip());
    }
    return out;
  }
}
