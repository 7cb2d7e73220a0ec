package io.qtrace.source.chunk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes simple traces for tests, as QEMU's trace/simple.c does. */
public final class SimpleTrace {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteOrder order;

  public SimpleTrace(ByteOrder order) {
    this.order = order;
  }

  /** Header, two mapped events. */
  public static SimpleTrace littleEndian() {
    return new SimpleTrace(ByteOrder.LITTLE_ENDIAN)
        .header()
        .mapping(0, "balloon_event")
        .mapping(1, "dma_map_wait");
  }

  public SimpleTrace header() {
    return put(buffer(24).putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4));
  }

  public SimpleTrace mapping(long id, String name) {
    var utf8 = name.getBytes(StandardCharsets.UTF_8);
    return put(buffer(20 + utf8.length).putLong(0).putLong(id).putInt(utf8.length).put(utf8));
  }

  public SimpleTrace event(long id, long timestampNs, long... arguments) {
    var bytes = ByteBuffer.allocate(8 * arguments.length).order(order);
    for (long argument : arguments) {
      bytes.putLong(argument);
    }
    return record(id, timestampNs, 4711, bytes.array());
  }

  public SimpleTrace record(long id, long timestampNs, int pid, byte[] arguments) {
    int length = 24 + arguments.length;
    var record =
        buffer(8 + length).putLong(1).putLong(id).putLong(timestampNs).putInt(length).putInt(pid);
    return put(record.put(arguments));
  }

  public SimpleTrace events(int count) {
    for (int i = 0; i < count; i++) {
      event(i % 2, 1_000L + i, i);
    }
    return this;
  }

  public SimpleTrace dropped(long timestampNs, long count) {
    return event(-2, timestampNs, count);
  }

  public SimpleTrace raw(byte... raw) {
    bytes.writeBytes(raw);
    return this;
  }

  ByteOrder order() {
    return order;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }

  public int size() {
    return bytes.size();
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.wrap(new byte[size]).order(order);
  }

  private SimpleTrace put(ByteBuffer record) {
    record.flip();
    while (record.hasRemaining()) {
      bytes.write(record.get());
    }
    return this;
  }
}
