package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.value.Numbers;
import io.qtrace.aggregation.value.Type;
import io.qtrace.bytes.Words;
import io.qtrace.transcode.Utf8;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values that tell a group from others, as bytes. One is filled again for each event; what is
 * kept is a copy. Not thread-safe.
 */
public final class GroupKey {

  /** Of a number: its upper half, 0 or -1, and its 64 bits. */
  private static final int NUMBER_BYTES = 1 + Long.BYTES;

  /** Of a string: whether it was cut, and its length. */
  private static final int TEXT_HEAD_BYTES = 3;

  private byte[] bytes;
  private int length;

  public GroupKey() {
    this(new byte[64], 0);
  }

  private GroupKey(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** Fills it anew. */
  public void set(List<Sample> values, int mostTextBytes) {
    length = 0;
    for (var value : values) {
      if (value.type() == Type.STRING) {
        text(value, mostTextBytes);
      } else {
        reserve(NUMBER_BYTES);
        bytes[length] = (byte) value.high();
        Words.LONG_BIG.set(bytes, length + 1, value.low());
        length += NUMBER_BYTES;
      }
    }
  }

  private void text(Sample value, int most) {
    var text = value.text();
    int size = text.to - text.from;
    boolean isCut = size > most;
    if (isCut) {
      size = most;
      while (size > 0 && (text.bytes[text.from + size] & 0xc0) == 0x80) {
        size--; // not inside a character
      }
    }
    reserve(TEXT_HEAD_BYTES + size);
    bytes[length] = (byte) (isCut ? 1 : 0);
    bytes[length + 1] = (byte) (size >>> Byte.SIZE);
    bytes[length + 2] = (byte) size;
    System.arraycopy(text.bytes, text.from, bytes, length + TEXT_HEAD_BYTES, size);
    length += TEXT_HEAD_BYTES + size;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, 2 * (length + more));
    }
  }

  /** Writes all of it; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    Numbers.writeBytes(out, bytes, length);
  }

  /** Reads what {@link #encode} wrote. */
  public static GroupKey decode(DataInput in) throws IOException {
    var bytes = Numbers.readBytes(in);
    return new GroupKey(bytes, bytes.length);
  }

  /** One that stays as it is. */
  public GroupKey copy() {
    return new GroupKey(Arrays.copyOf(bytes, length), length);
  }

  /** Of the values. */
  public int sizeBytes() {
    return length;
  }

  /** As results have them; a text that was cut ends with an ellipsis. */
  public List<Object> shown(List<Type> types) {
    var shown = new ArrayList<Object>();
    int at = 0;
    for (var type : types) {
      if (type == Type.STRING) {
        int size = (bytes[at + 1] & 0xff) << Byte.SIZE | (bytes[at + 2] & 0xff);
        int from = at + TEXT_HEAD_BYTES;
        shown.add(Utf8.text(bytes, from, from + size) + (bytes[at] == 1 ? "…" : ""));
        at = from + size;
      } else {
        shown.add(Sample.shown(type, bytes[at], (long) Words.LONG_BIG.get(bytes, at + 1)));
        at += NUMBER_BYTES;
      }
    }
    return shown;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey key
        && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** With other bits than {@link #hashCode}, for counting how many there are. */
  public long spreadHash() {
    return com.dynatrace.hash4j.hashing.Hashing.komihash5_0().hashBytesToLong(bytes, 0, length);
  }
}
