package io.qtrace.conversion.snapshot;

import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SnapshotWriter} wrote, or an older version of it. Not thread-safe. */
public final class SnapshotReader {

  private final DataInput in;
  private final int version;

  /**
   * @param newest version that is known
   * @throws IOException if it is of none that is known
   */
  public SnapshotReader(DataInput in, int newest) throws IOException {
    this.in = in;
    this.version = in.readByte();
    if (version < 1 || version > newest) {
      throw new IOException("snapshot of version %d, not 1 to %d".formatted(version, newest));
    }
  }

  /** Reads one of several. */
  @FunctionalInterface
  public interface Each {
    void read() throws IOException;
  }

  /** Whether it has what that version was the first to have. */
  public boolean isSince(int first) {
    return version >= first;
  }

  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  public byte readByte() throws IOException {
    return in.readByte();
  }

  public int readInt() throws IOException {
    return in.readInt();
  }

  public long readLong() throws IOException {
    return in.readLong();
  }

  public String readText() throws IOException {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  public byte[] readBytes() throws IOException {
    var bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  public @Nullable BitSet readBits() throws IOException {
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
  public void readBitsInto(BitSet bits) throws IOException {
    var stored = readBits();
    if (stored != null) {
      bits.or(stored);
    }
  }

  /** Reads each of those that were written as a list. */
  public void readList(Each each) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      each.read();
    }
  }

  /** For what reads itself. */
  public DataInput data() {
    return in;
  }
}
