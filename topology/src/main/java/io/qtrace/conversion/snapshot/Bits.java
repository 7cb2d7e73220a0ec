package io.qtrace.conversion.snapshot;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Bit sets in snapshots. */
public final class Bits {

  private Bits() {}

  public static void encode(@Nullable BitSet bits, DataOutput out) throws IOException {
    if (bits == null) {
      out.writeInt(-1);
      return;
    }
    long[] words = bits.toLongArray();
    out.writeInt(words.length);
    for (long word : words) {
      out.writeLong(word);
    }
  }

  public static @Nullable BitSet decode(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    var words = new long[length];
    for (int i = 0; i < length; i++) {
      words[i] = in.readLong();
    }
    return BitSet.valueOf(words);
  }

  /** Adds what was written to a set. */
  public static void decodeInto(BitSet bits, DataInput in) throws IOException {
    var stored = decode(in);
    if (stored != null) {
      bits.or(stored);
    }
  }
}
