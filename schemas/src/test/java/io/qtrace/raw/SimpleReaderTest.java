package io.qtrace.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimpleReaderTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "test",
          """
          open(void *ctx, const char *path, int flags) "%p %s %d"
          ready(void) ""
          stat(uint64_t offset, uint64_t size) "0x%"PRIx64" %"PRIu64
          """
              .getBytes(StandardCharsets.UTF_8));

  static List<ByteOrder> orders() {
    return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void readsEventsOfEitherByteOrder(ByteOrder order) {
    var trace =
        new SimpleTrace(DEFINITIONS, order)
            .start()
            .event("ready", 10, 0)
            .event("open", 20, 77, 1L, "/etc/a", -1L)
            .event("stat", 30, 77, 4096L, -1L);

    assertThat(read(trace.toBytes()))
        .containsExactly(
            "ready @10 pid 0, 0 bytes", "open @20 pid 77, 26 bytes", "stat @30 pid 77, 16 bytes");
  }

  @ParameterizedTest
  @MethodSource("orders")
  void reportsHowManyEventsQemuLost(ByteOrder order) {
    var trace =
        new SimpleTrace(DEFINITIONS, order).start().dropped(5, 77, 3236).event("ready", 4, 77);

    assertThat(read(trace.toBytes()))
        .containsExactly("dropped 3236 @5 pid 77", "ready @4 pid 77, 0 bytes");
  }

  @Test
  void takesMappingRecordsBehindEvents() {
    var trace =
        little()
            .header(4)
            .mapping(9, "ready")
            .record(9, 1, 77, new byte[0])
            .mapping(3, "stat")
            .record(3, 2, 77, new byte[16]);

    assertThat(read(trace.toBytes()))
        .containsExactly("ready @1 pid 77, 0 bytes", "stat @2 pid 77, 16 bytes");
  }

  @Test
  void saysWhyAnEventsDeclarationIsOfNoUse() {
    var definitions =
        Definitions.parse(
            "old", "ready(void)\nlinked(struct x *y) \"%p\"\n".getBytes(StandardCharsets.UTF_8));
    var trace = new SimpleTrace(definitions, ByteOrder.LITTLE_ENDIAN).start();
    byte[] bytes =
        trace.mapping(1, "linked").record(1, 1, 77, new byte[8]).event("ready", 2, 77).toBytes();
    var found = new Recorder(definitions);
    new SimpleReader(definitions).read(bytes, 0, bytes.length, true, found);

    assertThat(found.lines)
        .containsExactly(
            "UNKNOWN_EVENT: event 'linked' is declared in a way that cannot be read (old:2:8: type"
                + " 'struct x *' is not traceable; pass structs as 'void *'), at byte 75 (40)",
            "ready @2 pid 77, 0 bytes");
  }

  @Test
  void startsAnewAtEveryFileHeader() {
    var trace =
        little()
            .header(4)
            .mapping(0, "ready")
            .record(0, 1, 77, new byte[0])
            .header(4)
            .mapping(0, "stat")
            .record(0, 2, 78, new byte[16]);

    assertThat(read(trace.toBytes()))
        .containsExactly("ready @1 pid 77, 0 bytes", "stat @2 pid 78, 16 bytes");
  }

  @Test
  void saysWhichIdHasNoMapping() {
    var trace = little().header(4).mapping(0, "ready").record(7, 1, 77, new byte[8]);

    assertThat(read(trace.toBytes()))
        .containsExactly("UNMAPPED_ID: event id 7 has no mapping record, at byte 49 (40)");
  }

  @Test
  void namesTheEventThatTheDefinitionsLack() {
    var trace = little().header(4).mapping(0, "future_event").record(0, 1, 77, new byte[8]);

    assertThat(read(trace.toBytes()))
        .containsExactly(
            "UNKNOWN_EVENT: the definitions have no event 'future_event';"
                + " give those QEMU was built with, at byte 56 (40)");
  }

  @Test
  void namesTheArgumentWhereARecordEnds() {
    int open = DEFINITIONS.indexOf("open").orElseThrow();
    var trace = little().start();
    int at = trace.size();
    trace.record(open, 1, 77, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 'x'});

    assertThat(read(trace.toBytes()))
        .containsExactly(
            "MISMATCH: open: record ends inside argument 'path' (2 of 3), a string of 9 bytes, at byte "
                + "%d (45)".formatted(at));
  }

  @Test
  void saysWhenArgumentsAreLeftOver() {
    int ready = DEFINITIONS.indexOf("ready").orElseThrow();
    var trace = little().start();
    int at = trace.size();
    trace.record(ready, 1, 77, new byte[8]);

    assertThat(read(trace.toBytes()))
        .containsExactly(
            "MISMATCH: ready: 8 bytes left after the last argument;"
                + " is this the definition QEMU was built with?, at byte %d (40)".formatted(at));
  }

  @Test
  void keepsTheRestOfACutFile() {
    var whole = little().start().event("ready", 1, 77).event("stat", 2, 77, 1L, 2L).toBytes();
    int stat = whole.length - 48;

    assertThat(read(Arrays.copyOf(whole, whole.length - 3)))
        .containsExactly(
            "ready @1 pid 77, 0 bytes",
            "TRUNCATED: the source ends 45 bytes into a record, at byte %d (45)".formatted(stat));
  }

  @Test
  void skipsDamageAndGoesOn() {
    var trace = little().start();
    for (int i = 0; i < 10; i++) {
      trace.event("stat", i, 77, 1L, 2L);
    }
    int damage = trace.size();
    trace.bytes(new byte[1000]);
    for (int i = 10; i < 20; i++) {
      trace.event("stat", i, 77, 1L, 2L);
    }

    var lines = read(trace.toBytes());

    assertThat(lines).hasSize(21);
    assertThat(lines.get(10))
        .isEqualTo("DAMAGED: 1,000 damaged bytes skipped, at byte %d (1000)".formatted(damage));
    assertThat(lines.get(20)).isEqualTo("stat @19 pid 77, 16 bytes");
  }

  @Test
  void distrustsARecordInWhichASoundRunBegins() {
    var trace = little().start().event("stat", 1, 77, 1L, 2L);
    int open = DEFINITIONS.indexOf("open").orElseThrow();
    int chimera = trace.size();
    // A disk that was full for a while: the header of one record, and behind it later ones.
    trace.bytes(Arrays.copyOf(little().record(open, 2, 77, new byte[100]).toBytes(), 40));
    for (int i = 3; i < 20; i++) {
      trace.event("stat", i, 77, 1L, 2L);
    }

    var lines = read(trace.toBytes());

    assertThat(lines).hasSize(19);
    assertThat(lines.get(1))
        .isEqualTo("DAMAGED: 40 damaged bytes skipped, at byte %d (40)".formatted(chimera));
    assertThat(lines.get(2)).isEqualTo("stat @3 pid 77, 16 bytes");
  }

  @Test
  void canStopAtDamageAsQemusReaderDoes() {
    var trace = little().start().event("ready", 1, 77).bytes(new byte[100]).event("ready", 2, 77);
    var recorder = new Recorder(DEFINITIONS);
    var reader = new SimpleReader(DEFINITIONS, RecordScanner.OnDamage.STOP);

    reader.read(trace.toBytes(), 0, trace.size(), true, recorder);

    assertThat(recorder.lines)
        .containsExactly(
            "ready @1 pid 77, 0 bytes",
            "DAMAGED: 132 damaged bytes skipped, at byte %d (132)".formatted(trace.size() - 132));
  }

  @Test
  void refusesOtherVersions() {
    var trace = little().header(3).bytes(new byte[50]);

    assertThat(read(trace.toBytes()))
        .containsExactly(
            "UNSUPPORTED_VERSION: simple trace format version 3; version 4 is read, which QEMU 2.7 and later write; take simpletrace.py of that QEMU (50)");
  }

  @Test
  void refusesWhatHasNoHeader() {
    assertThat(read("flatview_new 0x1 (root 0x2)\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("NO_HEADER: not a simple trace: no file header, at byte 0 (28)");
  }

  @Test
  void readsTheSameInPieces() {
    var trace = little().start();
    for (int i = 0; i < 500; i++) {
      trace.event("open", i, 77, 1L, "x".repeat(i), 3L);
    }
    var bytes = trace.toBytes();
    var recorder = new Recorder(DEFINITIONS);
    var reader = new SimpleReader(DEFINITIONS);

    int from = 0;
    for (int to = 0; to < bytes.length; to = Math.min(bytes.length, to + 1 + to % 97)) {
      from = reader.read(bytes, from, to, false, recorder);
    }
    reader.read(bytes, from, bytes.length, true, recorder);

    assertThat(recorder.lines).isEqualTo(read(bytes));
    assertThat(recorder.bytes).isEqualTo(bytes.length);
  }

  private static SimpleTrace little() {
    return new SimpleTrace(DEFINITIONS, ByteOrder.LITTLE_ENDIAN);
  }

  private static List<String> read(byte[] bytes) {
    var recorder = new Recorder(DEFINITIONS);
    int end = new SimpleReader(DEFINITIONS).read(bytes, 0, bytes.length, true, recorder);
    assertThat(end).isEqualTo(bytes.length);
    assertThat(recorder.bytes).as("every byte is accounted for").isEqualTo(bytes.length);
    return recorder.lines;
  }
}
