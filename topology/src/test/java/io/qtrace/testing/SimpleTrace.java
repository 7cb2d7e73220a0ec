package io.qtrace.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the simple format, version 4, as QEMU does on a little-endian host. */
public final class SimpleTrace {

  private static final int PID = 4711;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int pid = PID;

  public SimpleTrace header() {
    return u64(-1).u64(0xf2b177cb0aa429b4L).u64(4);
  }

  public SimpleTrace mapping(long id, String name) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    return u64(0).u64(id).u32(bytes.length).bytes(bytes);
  }

  /**
   * @param arguments Long or Integer for a number, String for a string
   */
  public SimpleTrace event(long id, long timestampNs, Object... arguments) {
    var encoded = new SimpleTrace();
    for (var argument : arguments) {
      if (argument instanceof String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        encoded.u32(bytes.length).bytes(bytes);
      } else {
        encoded.u64(((Number) argument).longValue());
      }
    }
    var bytes = encoded.toBytes();
    return u64(1).u64(id).u64(timestampNs).u32(24 + bytes.length).u32(pid).bytes(bytes);
  }

  /** From now on another process writes. */
  public SimpleTrace pid(int next) {
    pid = next;
    return this;
  }

  public SimpleTrace dropped(long count) {
    return u64(1).u64(-2).u64(0).u32(32).u32(PID).u64(count);
  }

  public SimpleTrace bytes(byte... raw) {
    out.writeBytes(raw);
    return this;
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  private SimpleTrace u64(long word) {
    return u32((int) word).u32((int) (word >>> 32));
  }

  private SimpleTrace u32(int word) {
    out.write(word);
    out.write(word >>> 8);
    out.write(word >>> 16);
    out.write(word >>> 24);
    return this;
  }
}
