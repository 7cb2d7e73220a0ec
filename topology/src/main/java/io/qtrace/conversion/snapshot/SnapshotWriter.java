package io.qtrace.conversion.snapshot;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Writes a snapshot, which {@link SnapshotReader} reads. Not thread-safe. */
public final class SnapshotWriter {

  private final DataOutput out;

  /**
   * @param version the snapshot's first byte
   */
  public SnapshotWriter(DataOutput out, int version) throws IOException {
    this.out = out;
    out.writeByte(version);
  }

  /** Writes one of several. */
  @FunctionalInterface
  public interface Each<T> {
    void write(T one) throws IOException;
  }

  public void writeBoolean(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  public void writeByte(int value) throws IOException {
    out.writeByte(value);
  }

  public void writeInt(int value) throws IOException {
    out.writeInt(value);
  }

  public void writeLong(long value) throws IOException {
    out.writeLong(value);
  }

  /** A text, however long. */
  public void writeText(String text) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, however many. */
  public void writeBytes(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public void writeBits(@Nullable BitSet bits) throws IOException {
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

  /** How many there are, and each. */
  public <T> void writeList(Collection<T> all, Each<? super T> each) throws IOException {
    out.writeInt(all.size());
    for (var one : all) {
      each.write(one);
    }
  }

  /** For what writes itself. */
  public DataOutput data() {
    return out;
  }
}
