package io.qtrace.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.HeaderlessTrace;
import io.qtrace.raw.record.SimpleFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the records of a simple trace lack that SystemTap's script wrote: a header, and mapping
 * records. Their event ids are the order of the definitions.
 */
public final class AddedHeader {

  private AddedHeader() {}

  /** Whether a trace begins with records that have none. */
  public static boolean isMissing(byte[] head, int to) {
    return HeaderlessTrace.isOne(head, 0, to);
  }

  /** Whether that takes more bytes to tell. */
  public static boolean mayBeMissing(byte[] head, int to) {
    return HeaderlessTrace.mayBecomeOne(head, 0, to);
  }

  /**
   * The bytes to be put in front of records.
   *
   * @param definitions of the very QEMU that was traced
   * @param head the records' first bytes, which tell the byte order
   */
  public static byte[] of(Definitions definitions, byte[] head) {
    var names = definitions.declaredNames();
    var order = HeaderlessTrace.order(head, 0, head.length);
    int bytes =
        names.stream()
            .mapToInt(name -> SimpleFormat.MAPPING_HEADER_BYTES + name.getBytes(UTF_8).length)
            .sum();
    var out = ByteBuffer.allocate(SimpleFormat.HEADER_BYTES + bytes).order(order);
    out.putLong(SimpleFormat.HEADER_ID).putLong(SimpleFormat.MAGIC).putLong(SimpleFormat.VERSION);
    for (int id = 0; id < names.size(); id++) {
      byte[] name = names.get(id).getBytes(UTF_8);
      if (name.length > 0) {
        out.putLong(SimpleFormat.MAPPING).putLong(id).putInt(name.length).put(name);
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }
}
