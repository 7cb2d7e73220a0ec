package io.qtrace.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What somebody who may write to qtrace's topics can write, by what it is about. */
final class HostileRecords {

  private static final String RAW = "qtrace-raw";
  private static final String LINE =
      "runstate_set current_run_state 9 (running) new_state 1 (debug)\n";
  private static final int MEGABYTE = 1 << 20;

  private HostileRecords() {}

  static Map<String, List<ProducerRecord<byte[], byte[]>>> all() {
    var cases = new LinkedHashMap<String, List<ProducerRecord<byte[], byte[]>>>();
    cases.put("times below 0 and beyond nanoseconds", times());
    cases.put(
        "a long host on many lines",
        List.of(log("host", LINE.repeat(20_000), RawHeaders.HOST, filled(100_000))));
    cases.put(
        "a long key",
        List.of(new ProducerRecord<>(RAW, 1, filled(1_100_000), LINE.getBytes(UTF_8))));
    cases.put(
        "a key as large as a record",
        List.of(new ProducerRecord<>(RAW, 1, filled(4_100_000), null)));
    cases.put("a long source", List.of(log("source", LINE, RawHeaders.SOURCE, filled(1_100_000))));
    cases.put(
        "large headers on bad lines",
        List.of(log("junk", "runstate_set x\n".repeat(1500), "x-junk", filled(300_000))));
    cases.put(
        "a record of bad lines",
        List.of(log("bad", "runstate_set x\n".repeat(270_000), "x-junk", filled(10))));
    cases.put("names as long as permitted on the shortest lines", shortLines());
    cases.put("many headers", manyHeaders());
    cases.put("an event whose name is no topic's", longName());
    cases.put("definitions that are none", definitions());
    cases.put("definitions of many events", hugeDefinitions());
    cases.put("layouts that are none", layouts());
    cases.put("heartbeats of any time", heartbeats());
    cases.put("headers at random", random());
    cases.put(
        "names of blocks as large as an event",
        List.of(
            log(
                "block",
                "qemu_ram_alloc_shared %s size 4096 max_size 4096 fd 5 host 0x7f0000000000\n"
                    .formatted("b".repeat(900_000)))));
    cases.put("definitions that never come", waiting());
    cases.put("400 new kinds of events", newEvents());
    return cases;
  }

  /** Sent compressed: larger than their topic takes. */
  static List<ProducerRecord<byte[], byte[]>> compressed() {
    return List.of(
        log("large", LINE.repeat(20 * MEGABYTE / LINE.length())),
        log("zeros", "\0".repeat(20 * MEGABYTE)),
        log("header", LINE, "x-junk", filled(20 * MEGABYTE)),
        new ProducerRecord<>(RAW, 1, filled(10 * MEGABYTE), LINE.getBytes(UTF_8)));
  }

  private static List<ProducerRecord<byte[], byte[]>> times() {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (long time : new long[] {-1, 0, 1L << 53, Long.MAX_VALUE, 9_223_372_036_855L}) {
      for (int partition = 0; partition < Canaries.PARTITIONS; partition++) {
        var record =
            new ProducerRecord<>(RAW, partition, "time".getBytes(UTF_8), LINE.getBytes(UTF_8));
        setTime(record, time);
        records.add(record);
      }
    }
    return records;
  }

  /** Of those below 0, Kafka's own producer sends -1 alone. */
  private static void setTime(ProducerRecord<byte[], byte[]> record, long time) {
    try {
      Field timestamp = ProducerRecord.class.getDeclaredField("timestamp");
      timestamp.setAccessible(true);
      timestamp.set(record, time);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Kafka's producer record has other fields", e);
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> shortLines() {
    var text = "e(void) \"\"\n".getBytes(UTF_8);
    var of = Definitions.fingerprintOf(text).getBytes(UTF_8);
    var lines = log("v".repeat(512), "e \n".repeat(1_390_000), RawHeaders.DEFINITIONS, of);
    lines.headers().add(RawHeaders.HOST, filled(512));
    return List.of(new ProducerRecord<>("qtrace-definitions", of, text), lines);
  }

  private static List<ProducerRecord<byte[], byte[]>> manyHeaders() {
    var record = log("headers", LINE);
    IntStream.range(0, 200_000).forEach(i -> record.headers().add(Integer.toString(i, 36), null));
    return List.of(record);
  }

  private static List<ProducerRecord<byte[], byte[]>> longName() {
    var name = "e".repeat(240);
    var text = "%s(int n) \"n %%d\"\n".formatted(name).getBytes(UTF_8);
    var of = Definitions.fingerprintOf(text).getBytes(UTF_8);
    return List.of(
        new ProducerRecord<>("qtrace-definitions", of, text),
        log("name", name + " n 1\n", RawHeaders.DEFINITIONS, of));
  }

  private static List<ProducerRecord<byte[], byte[]>> definitions() {
    var garbage = new byte[5000];
    new Random(3).nextBytes(garbage);
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (byte[] key :
        new byte[][] {"garbage".getBytes(UTF_8), null, {(byte) 0xff}, {}, filled(100_000)}) {
      if (key != null) { // a compacted topic refuses it
        records.add(new ProducerRecord<>("qtrace-definitions", key, garbage));
      }
    }
    records.add(new ProducerRecord<>("qtrace-definitions", "garbage".getBytes(UTF_8), null));
    records.add(
        new ProducerRecord<>("qtrace-definitions", "abc".getBytes(UTF_8), "x".getBytes(UTF_8)));
    records.add(log("garbage", LINE, RawHeaders.DEFINITIONS, "abc".getBytes(UTF_8)));
    return records;
  }

  private static List<ProducerRecord<byte[], byte[]>> hugeDefinitions() {
    var text =
        IntStream.range(0, 150_000)
            .mapToObj(i -> "ev_%d(int n) \"%%d\"\n".formatted(i))
            .collect(Collectors.joining())
            .getBytes(UTF_8);
    var of = Definitions.fingerprintOf(text).getBytes(UTF_8);
    return List.of(
        new ProducerRecord<>("qtrace-definitions", of, text),
        log("huge", "ev_1 1\n", RawHeaders.DEFINITIONS, of));
  }

  private static List<ProducerRecord<byte[], byte[]>> layouts() {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (var json :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"blocks\":[]}",
            "{\"blocks\":[null],\"ranges\":[]}",
            "{\"pid\":99999999999999999,\"blocks\":[],\"ranges\":[]}",
            "[".repeat(100_000),
            "{\"blocks\":[{\"name\":\"x\",\"maxSize\":-1,\"address\":\"0xffffffffffffffff\"}],"
                + "\"ranges\":[{\"gpa\":\"0xffffffffffffffff\",\"size\":-1,\"block\":\"x\","
                + "\"offset\":9223372036854775807}],\"pid\":-1}")) {
      records.add(
          new ProducerRecord<>(
              "qtrace-vm-layout", 1, "layout".getBytes(UTF_8), json.getBytes(UTF_8)));
    }
    records.add(new ProducerRecord<>("qtrace-vm-layout", 1, filled(100_000), "{}".getBytes(UTF_8)));
    return records;
  }

  private static List<ProducerRecord<byte[], byte[]>> heartbeats() {
    return List.of("9223372036854775807", "-9223372036854775808", "0", "4102444800000000000", "x")
        .stream()
        .map(value -> heartbeat(value.getBytes(UTF_8)))
        .toList();
  }

  private static ProducerRecord<byte[], byte[]> heartbeat(byte[] value) {
    var record = new ProducerRecord<byte[], byte[]>(RAW, "beat".getBytes(UTF_8), null);
    record.headers().add(RawHeaders.HEARTBEAT_NS, value);
    return record;
  }

  private static List<ProducerRecord<byte[], byte[]>> random() {
    var random = new Random(7);
    byte[][] values = {
      null,
      {},
      "simple".getBytes(UTF_8),
      "log".getBytes(UTF_8),
      {(byte) 0xff, (byte) 0xfe, 0},
      "9223372036854775807".getBytes(UTF_8),
      "-9223372036854775808".getBytes(UTF_8),
      "a;generation=;offset=9999999999999999999".getBytes(UTF_8),
      "a\0life".getBytes(UTF_8),
      filled(70_000)
    };
    String[] names = {
      RawHeaders.FORMAT,
      RawHeaders.VM,
      RawHeaders.HOST,
      RawHeaders.SOURCE,
      RawHeaders.HEARTBEAT_NS,
      RawHeaders.REPLAYED,
      RawHeaders.CLOCK_OFFSET_NS,
      "",
      "\0"
    };
    byte[][] keys = {null, {}, "vm".getBytes(UTF_8), {(byte) 0xff}, "a/b".getBytes(UTF_8)};
    byte[][] bodies = {null, {}, {0}, LINE.getBytes(UTF_8), filled(200_000)};
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (int i = 0; i < 1000; i++) {
      var record =
          new ProducerRecord<>(
              RAW,
              random.nextInt(Canaries.PARTITIONS),
              keys[random.nextInt(keys.length)],
              bodies[random.nextInt(bodies.length)]);
      for (int j = random.nextInt(5); j > 0; j--) {
        record
            .headers()
            .add(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
      }
      records.add(record);
    }
    return records;
  }

  private static List<ProducerRecord<byte[], byte[]>> waiting() {
    return IntStream.range(0, 500)
        .mapToObj(
            i ->
                log(
                    "waiting-" + i,
                    "x\n",
                    RawHeaders.DEFINITIONS,
                    ("feed" + i % 10).getBytes(UTF_8)))
        .toList();
  }

  private static List<ProducerRecord<byte[], byte[]>> newEvents() {
    var text = new StringBuilder();
    var lines = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      text.append("kind_%d(int n) \"n %%d\"\n".formatted(i));
      lines.append("kind_%d n %d\n".formatted(i, i));
    }
    var bytes = text.toString().getBytes(UTF_8);
    var of = Definitions.fingerprintOf(bytes).getBytes(UTF_8);
    return List.of(
        new ProducerRecord<>("qtrace-definitions", of, bytes),
        log("kinds", lines.toString(), RawHeaders.DEFINITIONS, of));
  }

  private static ProducerRecord<byte[], byte[]> log(String vm, String lines) {
    var record = new ProducerRecord<>(RAW, 0, vm.getBytes(UTF_8), lines.getBytes(UTF_8));
    record.headers().add(RawHeaders.FORMAT, "log".getBytes(UTF_8));
    return record;
  }

  private static ProducerRecord<byte[], byte[]> log(
      String vm, String lines, String header, byte @Nullable [] value) {
    var record = log(vm, lines);
    record.headers().add(header, value);
    return record;
  }

  private static byte[] filled(int bytes) {
    var filled = new byte[bytes];
    Arrays.fill(filled, (byte) 'x');
    return filled;
  }
}
