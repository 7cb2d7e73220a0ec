package io.qtrace.cli.inspect.survey;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.Definitions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;

/**
 * The QEMU that wrote a simple trace, by the mapping records behind its last header: all traces of
 * one binary have the same. Not thread-safe.
 */
public final class Build {

  private static final int ID_AT = 8;
  private static final int NAME_AT = 20;
  private static final int VERSION_AT = 16;
  private static final int TIMESTAMP_AT = 16;
  private static final int SHOWN_DIGITS = 16;

  private final TreeMap<Long, String> names = new TreeMap<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private long version;
  private int headers;

  public void header(byte[] b, int from, int to) {
    order = b[from + ID_AT] == (byte) 0xf2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    version = ByteBuffer.wrap(b, from, to - from).order(order).getLong(from + VERSION_AT);
    headers++;
    names.clear();
  }

  public void mapping(byte[] b, int from, int to) {
    long id = ByteBuffer.wrap(b, from, to - from).order(order).getLong(from + ID_AT);
    names.put(id, new String(b, from + NAME_AT, to - from - NAME_AT, UTF_8));
  }

  /** When the event of a record happened, by whichever clock. */
  public long timestampNs(byte[] b, int from, int to) {
    return ByteBuffer.wrap(b, from, to - from).order(order).getLong(from + TIMESTAMP_AT);
  }

  /** How many file headers there were; a file may be several traces. */
  public int headers() {
    return headers;
  }

  public boolean isBigEndian() {
    return order == ByteOrder.BIG_ENDIAN;
  }

  /** Of the last header. */
  public long version() {
    return version;
  }

  /** How many events the binary has. */
  public int events() {
    return names.size();
  }

  /** 16 hexadecimal digits that tell one binary's events and their ids from another's. */
  public String fingerprint() {
    var text = new StringBuilder();
    names.forEach((id, name) -> text.append(id).append(' ').append(name).append('\n'));
    return Definitions.fingerprintOf(text.toString().getBytes(UTF_8)).substring(0, SHOWN_DIGITS);
  }

  /** How many of the binary's events definitions do not have. */
  public int unknownTo(Definitions definitions) {
    return (int) names.values().stream().filter(name -> definitions.find(name).isEmpty()).count();
  }
}
