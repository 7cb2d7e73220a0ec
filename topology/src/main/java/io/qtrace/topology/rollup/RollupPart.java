package io.qtrace.topology.rollup;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Rollups;
import io.qtrace.frame.Framed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A result of VMs on its way to one of hosts or the fleet, with the latencies of which the result
 * has only percentiles.
 *
 * <p>Their bytes lie behind the framed rollup, with their length and a mark at the end: a stage of
 * before they were there reads the rollup and leaves them, and what it wrote has no mark.
 */
public record RollupPart(ConversionRollup rollup, Latencies latencies) {

  /** "latency" and a version. */
  private static final long MARK = 0x6c61_7465_6e63_7901L;

  private static final int END_BYTES = Integer.BYTES + Long.BYTES;

  byte[] encode(Framed<ConversionRollup> rollups) {
    return encode(rollups.frame(rollup), latencies);
  }

  /** Of a rollup that is framed already. */
  public static byte[] encode(byte[] framed, Latencies latencies) {
    var out = new ByteArrayOutputStream();
    var all = new DataOutputStream(out);
    try {
      all.write(framed);
      int before = all.size();
      latencies.encode(all);
      all.writeInt(all.size() - before);
      all.writeLong(MARK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Undoes {@link #encode}. What an older stage wrote has no latencies. */
  static RollupPart decode(byte[] part) {
    return new RollupPart(rollup(part), latencies(part));
  }

  /** The rollup of an encoded part, without its latencies. */
  static ConversionRollup rollup(byte[] part) {
    return Framed.read(Arrays.copyOf(part, rollupLength(part)), ConversionRollup.class);
  }

  /** The latencies of an encoded part. */
  static Latencies latencies(byte[] part) {
    int from = rollupLength(part);
    if (from == part.length) {
      return new Latencies();
    }
    int length = part.length - END_BYTES - from;
    try (var in = new DataInputStream(new ByteArrayInputStream(part, from, length))) {
      return Latencies.decode(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int rollupLength(byte[] part) {
    int end = part.length - END_BYTES;
    boolean isMarked = end >= 0 && ByteBuffer.wrap(part).getLong(end + Integer.BYTES) == MARK;
    return isMarked ? end - ByteBuffer.wrap(part).getInt(end) : part.length;
  }

  /** Adds one of the same window. */
  void add(RollupPart more) {
    Rollups.add(rollup, more.rollup);
    latencies.add(more.latencies);
  }

  /** The rollup with all that is made of the sums. */
  ConversionRollup sum() {
    Rollups.setRates(rollup);
    latencies.describe(rollup);
    return rollup;
  }
}
