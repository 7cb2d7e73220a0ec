package io.qtrace.source.chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What disks, crashes and copying by hand do to traces, one after the other. */
final class Mutation {

  private static final int MAX_BYTES = 3_000_000;

  /** Numbers at which length fields, ids and counts change their meaning. */
  private static final long[] EDGES = {
    0, 1, -1, -2, 23, 24, 31, 32, 512, 513, 8192, 8193, 1 << 20, 0x7fffffffL, 0x80000000L
  };

  private final Choices choices;
  private final byte[][] seeds;
  private byte[] bytes;

  private Mutation(Choices choices, byte[][] seeds, byte[] bytes) {
    this.choices = choices;
    this.seeds = seeds;
    this.bytes = bytes;
  }

  /** One of the seeds with some damage. */
  static byte[] of(byte[][] seeds, Choices choices) {
    var seed = seeds[choices.below(seeds.length)];
    var mutation = new Mutation(choices, seeds, seed);
    if (choices.oneIn(3)) {
      mutation.truncate();
    }
    int count = 1 + choices.below(choices.oneIn(4) ? 40 : 6);
    for (int i = 0; i < count; i++) {
      mutation.once();
    }
    return mutation.bytes;
  }

  private void once() {
    if (bytes.length < 16) {
      insert(0, noise(200));
    }
    int at = choices.below(bytes.length);
    switch (choices.below(14)) {
      case 0 -> change(b -> b[at] ^= (byte) (1 << choices.below(8)));
      case 1 ->
          change(b -> Arrays.fill(b, at, Math.min(b.length, at + choices.below(300)), (byte) 0));
      case 2 -> insert(at, noise(3_000));
      case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      case 4 -> insert(choices.below(bytes.length), piece(bytes, at, 20_000));
      case 5 -> {
        var other = seeds[choices.below(seeds.length)];
        insert(at, piece(other, choices.below(other.length), 60_000));
      }
      case 6 -> insert(at, new byte[choices.oneIn(5) ? 300_000 : choices.below(5_000)]);
      case 7 -> remove(at, 1 + choices.below(3_000));
      case 8 -> change(b -> putEdge(b, at));
      case 9 ->
          change(b -> putEdge(b, record(at) + new int[] {0, 8, 16, 24, 28, 32}[choices.below(6)]));
      case 10 -> insert(choices.oneIn(2) ? record(at) : at, header());
      case 11 -> insert(record(at), mappings());
      case 12 -> insert(at, filled());
      default -> newlines(at);
    }
    if (bytes.length > MAX_BYTES) {
      bytes = Arrays.copyOf(bytes, MAX_BYTES);
    }
  }

  private interface Change {
    void to(byte[] b);
  }

  private void change(Change change) {
    bytes = bytes.clone();
    change.to(bytes);
  }

  private void truncate() {
    bytes = Arrays.copyOf(bytes, Math.min(bytes.length, 500 + choices.below(bytes.length)));
  }

  private void insert(int at, byte[] piece) {
    var longer = Arrays.copyOf(bytes, bytes.length + piece.length);
    System.arraycopy(piece, 0, longer, at, piece.length);
    System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
    bytes = longer;
  }

  private void remove(int at, int length) {
    int end = Math.min(bytes.length, at + length);
    var shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, shorter, at, bytes.length - end);
    bytes = shorter;
  }

  private byte[] piece(byte[] of, int from, int length) {
    return Arrays.copyOfRange(of, from, Math.min(of.length, from + choices.below(length)));
  }

  private byte[] noise(int max) {
    var noise = new byte[1 + choices.below(max)];
    int state = choices.below(Integer.MAX_VALUE) | 1;
    for (int i = 0; i < noise.length; i++) {
      state = state * 1_103_515_245 + 12_345;
      noise[i] = (byte) (state >>> 16);
    }
    return noise;
  }

  /** A long line, or a hole that is not of zeros. */
  private byte[] filled() {
    var filled = new byte[choices.oneIn(20) ? 1_200_000 : 1 + choices.below(70_000)];
    Arrays.fill(filled, (byte) ('0' + choices.below(75)));
    return filled;
  }

  private void putEdge(byte[] b, int at) {
    if (at + Long.BYTES <= b.length) {
      long edge = EDGES[choices.below(EDGES.length)];
      var order = choices.oneIn(6) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      var buffer = ByteBuffer.wrap(b).order(order);
      if (choices.oneIn(2)) {
        buffer.putLong(at, edge);
      } else {
        buffer.putInt(at, (int) edge);
      }
    }
  }

  /** Where the next event record begins, by the look of it; the same place if none is near. */
  private int record(int from) {
    for (int at = from; at + 40 < bytes.length && at < from + 20_000; at++) {
      if (bytes[at] == 1 && isZero(at + 1, at + 8) && isZero(at + 13, at + 16)) {
        return at;
      }
    }
    return from;
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] header() {
    var order = choices.oneIn(4) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var header = ByteBuffer.allocate(24).order(order);
    header.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(choices.oneIn(4) ? 3 : 4);
    return header.array();
  }

  private byte[] mappings() {
    var all = ByteBuffer.allocate(64 * 400).order(ByteOrder.LITTLE_ENDIAN);
    for (int left = choices.below(400); left > 0; left--) {
      var name = choices.oneIn(2) ? "kvm_run_exit" : "ev_" + left;
      all.putLong(0).putLong(choices.below(6_000)).putInt(name.length());
      all.put(name.getBytes(StandardCharsets.UTF_8));
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  private void newlines(int from) {
    byte instead = (byte) "\r\0 \n".charAt(choices.below(4));
    boolean away = choices.oneIn(2);
    change(
        b -> {
          for (int at = from; at < Math.min(b.length, from + 4_000); at++) {
            if (away ? b[at] == '\n' : b[at] == ' ' && choices.oneIn(16)) {
              b[at] = away ? instead : (byte) '\n';
            }
          }
        });
  }
}
