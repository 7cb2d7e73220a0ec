package io.qtrace.source.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Small sound traces of each kind, to be damaged. */
final class Seeds {

  private static final byte[][] SIMPLE = {
    trace(ByteOrder.LITTLE_ENDIAN, 400, 4711),
    trace(ByteOrder.BIG_ENDIAN, 200, 4711),
    trace(ByteOrder.LITTLE_ENDIAN, 60, 0),
    restarted()
  };

  private static final byte[][] LOGS = {plain(), stamped(), joined()};

  private Seeds() {}

  static byte[][] simple() {
    return SIMPLE.clone();
  }

  static byte[][] logs() {
    return LOGS.clone();
  }

  /** Records of many lengths, and some dropped records. */
  private static byte[] trace(ByteOrder order, int events, int pid) {
    var trace =
        new SimpleTrace(order)
            .header()
            .mapping(0, "balloon_event")
            .mapping(1, "dma_map_wait")
            .mapping(2, "load_file")
            .mapping(3, "not_in_the_definitions");
    for (int i = 0; i < events; i++) {
      switch (i % 7) {
        case 0, 1, 4 -> trace.record(0, i, pid, numbers(order, i, 4096L * i));
        case 2 -> trace.record(2, i, pid, strings(order, "name" + i, "x".repeat(i % 300)));
        case 3 -> trace.record(3, i, pid, numbers(order, i));
        case 5 -> trace.record(i % 35 == 5 ? -2 : 1, i, pid, numbers(order, 1));
        default -> trace.record(1, i, pid, numbers(order, i));
      }
    }
    return trace.bytes();
  }

  /** Two traces in one file, as a shell's {@code >>} makes them. */
  private static byte[] restarted() {
    return new SimpleTrace(ByteOrder.LITTLE_ENDIAN)
        .raw(trace(ByteOrder.LITTLE_ENDIAN, 50, 1))
        .raw(trace(ByteOrder.LITTLE_ENDIAN, 50, 2))
        .bytes();
  }

  private static byte[] numbers(ByteOrder order, long... numbers) {
    var bytes = ByteBuffer.allocate(8 * numbers.length).order(order);
    for (long number : numbers) {
      bytes.putLong(number);
    }
    return bytes.array();
  }

  private static byte[] strings(ByteOrder order, String a, String b) {
    var bytes = ByteBuffer.allocate(8 + a.length() + b.length()).order(order);
    bytes.putInt(a.length()).put(a.getBytes(UTF_8)).putInt(b.length()).put(b.getBytes(UTF_8));
    return bytes.array();
  }

  private static byte[] plain() {
    var log = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      log.append("dma_map_wait dbs=0x%x\nballoon_event opaque 0x1 addr %d\n".formatted(i, i));
      log.append(i % 9 == 0 ? "qemu: a message\n" : "");
    }
    return log.toString().getBytes(UTF_8);
  }

  private static byte[] stamped() {
    var log = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      var stamp = String.format(Locale.ROOT, "2026-11-22T17:04:%02d.%06dZ ", i % 60, i);
      log.append(stamp).append("dma_map_wait dbs=0x").append(i).append("\r\n");
      log.append("16064@1795367219.808928:load_file name a location ").append("y".repeat(i));
      log.append('\n');
    }
    return log.toString().getBytes(UTF_8);
  }

  /** Strings with newlines in them. */
  private static byte[] joined() {
    var log = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      log.append("load_file name a\n").append("b\n".repeat(i % 20)).append("c location d\n");
      log.append(i % 3 == 0 ? "load_file name a\n" : "other\n");
    }
    return log.toString().getBytes(UTF_8);
  }
}
