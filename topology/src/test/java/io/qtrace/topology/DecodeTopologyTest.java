package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.CapturedLog;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.destination.FakeTargets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DecodeTopologyTest {

  private static final Definitions OLD = definitions("tick(int n) \"n %d\"\n");
  private static final Definitions NEW =
      definitions("tick(int n, const char *why) \"n %d (%s)\"\ntock(uint64_t v) \"0x%\"PRIx64\n");

  private static final long TICK = 7;
  private static final long TOCK = 8;
  private final FakeTargets targets = new FakeTargets("noise_*:drop");
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void hasStableNames() throws IOException {
    var description = DecodeDriver.topology(TestParts.of(targets)).describe().toString();

    try (var golden = getClass().getResourceAsStream("topology.txt")) {
      assertThat(golden).isNotNull();
      assertThat(description).isEqualTo(new String(golden.readAllBytes(), UTF_8));
    }
  }

  @Test
  void writesAnEventToItsTopicWithTheVmAsKeyAndEventTimeAsTimestamp() {
    driver.publish(NEW);
    driver.send(
        Raw.simple("vm-7", start().event(TICK, 5_000_000_123L, 42, "because"))
            .of(NEW)
            .with(RawHeaders.HOST, "host-1")
            .with(RawHeaders.CLOCK_OFFSET_NS, "1000000000"));

    var record = driver.typed("tick").get(0);
    assertThat(record.key()).isEqualTo("vm-7");
    assertThat(record.timestamp()).isEqualTo(6_000L);
    assertThat(record.headers()).isEmpty();
    assertThat(driver.avro(record.value()))
        .hasToString(
            "{\"meta\": {\"timestamp\": 6000000123, \"host\": \"host-1\", \"vm\": \"vm-7\","
                + " \"pid\": 4711, \"tid\": null}, \"n\": 42, \"why\": \"because\"}");
  }

  @Test
  void decodesVmsWithDifferentDefinitionsAndFormatsSideBySide() {
    driver.publish(OLD);
    driver.publish(NEW);
    driver.send(Raw.log("old", "tick n 1\n").of(OLD));
    driver.send(Raw.simple("new", start().event(TICK, 1, 2, "x")).of(NEW));
    driver.send(Raw.log("old", "tick n 3\n").of(OLD));
    driver.send(Raw.simple("new", new SimpleTrace().event(TICK, 2, 4, "y")).of(NEW));

    var events = driver.typed("tick");
    assertThat(events)
        .extracting(record -> driver.avro(record.value()).get("n"))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(events)
        .extracting(record -> record.key())
        .containsExactly("old", "new", "old", "new");
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void readsRecordsWithoutHeadersByTheDefaultDefinitions() {
    var trace = new SimpleTrace().header().mapping(3, "vm_state_notify");
    driver.send(Raw.simple("vm", trace.event(3, 1, 1, 9, "running")).without(RawHeaders.FORMAT));
    driver.send(
        Raw.simple("vm", new SimpleTrace().event(3, 2, 0, 4, "paused")).without(RawHeaders.FORMAT));
    driver.send(
        Raw.log("other", "vm_state_notify running 1 reason 9 (running)\n")
            .without(RawHeaders.FORMAT));

    assertThat(driver.values("vm_state_notify", "running")).containsExactly(1L, 0L, 1L);
  }

  @Test
  void resolvesAllNewEventsOfAChunkAtOnce() {
    driver.publish(NEW);
    driver.send(Raw.simple("vm", start().event(TOCK, 1, 1).event(TICK, 2, 2, "")).of(NEW));
    driver.send(Raw.simple("vm", new SimpleTrace().event(TICK, 3, 3, "")).of(NEW));

    assertThat(targets.calls()).containsExactly(List.of("tick", "tock"));
    assertThat(driver.values("tick", "n")).containsExactly(2L, 3L);
  }

  @Test
  void anchorsAClockWithoutOffsetAtTheFirstEventsKafkaRecord() {
    driver.publish(NEW);
    driver.send(Raw.simple("vm", start().event(TOCK, 5_000_000_000L, 1)).of(NEW));
    driver.send(Raw.simple("vm", new SimpleTrace().event(TOCK, 7_000_000_000L, 2)).of(NEW));

    assertThat(driver.typed("tock"))
        .extracting(record -> record.getRecordTime())
        .containsExactly(DecodeDriver.NOON, DecodeDriver.NOON.plusSeconds(2));
  }

  @Test
  void takesTheKafkaRecordsTimeForLogLinesWithoutOne() {
    driver.publish(OLD);
    driver.send(Raw.log("vm", "tick n 1\n2020-02-02T02:02:02.000002Z tick n 2\n").of(OLD));

    assertThat(driver.typed("tick"))
        .extracting(record -> record.getRecordTime())
        .containsExactly(DecodeDriver.NOON, Instant.parse("2020-02-02T02:02:02Z"));
  }

  @Test
  void anchorsTheClockOfALogAtItsFirstLineThatNeedsIt() {
    driver.publish(OLD);
    driver.send(
        Raw.log(
                "vm",
                """
                2020-02-02T02:02:02.000002Z tick n 1
                [  100.000000] host qemu[4711]: tick n 2
                2020-02-02T02:02:03.000003Z tick n 3
                [  101.500000] host qemu[4711]: tick n 4
                """)
            .of(OLD));
    driver.send(Raw.log("vm", "[  103.000000] host qemu[4711]: tick n 5\n").of(OLD));

    assertThat(driver.typed("tick"))
        .extracting(record -> record.getRecordTime())
        .containsExactly(
            Instant.parse("2020-02-02T02:02:02Z"),
            DecodeDriver.NOON,
            Instant.parse("2020-02-02T02:02:03Z"),
            DecodeDriver.NOON.plusMillis(1_500),
            DecodeDriver.NOON.plusSeconds(3));
  }

  @Test
  void putsWhatItCannotDecodeIntoTheDeadLettersWhole() {
    driver.publish(NEW);
    var trace = start().event(TICK, 1, 1, "").event(99, 2, 5).event(TICK, 3, 3, "").toBytes();
    driver.send(
        new Raw("vm", trace, Raw.simple("", new SimpleTrace()).headers())
            .of(NEW)
            .with(RawHeaders.HOST, "host-1"));

    assertThat(driver.values("tick", "n")).containsExactly(1L, 3L);
    var letters = driver.deadLetters();
    assertThat(letters).hasSize(1);
    var letter = letters.get(0);
    int position = trace.length - 44 - 40;
    assertThat(letter.getReason()).isEqualTo("UNMAPPED_ID");
    assertThat(letter.getDetail())
        .isEqualTo("event id 99 has no mapping record, at byte " + position);
    assertThat(letter.getBytes().array()).isEqualTo(new SimpleTrace().event(99, 2, 5).toBytes());
    assertThat(letter.getPosition()).isEqualTo(position);
    assertThat(letter.getVm()).isEqualTo("vm");
    assertThat(letter.getHost()).isEqualTo("host-1");
    assertThat(letter.getTimestamp()).isEqualTo(DecodeDriver.NOON);
    assertThat(letter.getTopic()).isEqualTo("qtrace-raw");
    assertThat(letter.getPartition()).isZero();
    assertThat(letter.getOffset()).isZero();
    assertThat(letter.getHeaders().get(RawHeaders.HOST).array())
        .isEqualTo("host-1".getBytes(UTF_8));
  }

  @Test
  void refusesHeadersItDoesNotUnderstand() {
    driver.send(Raw.log("vm", "x\n").with(RawHeaders.FORMAT, "xml"));
    driver.send(Raw.log("vm", "x\n").with(RawHeaders.CLOCK_OFFSET_NS, "soon"));

    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getReason() + ": " + letter.getDetail())
        .containsExactly(
            "BAD_HEADER: qtrace-format is 'xml'; it has to be simple or log",
            "BAD_HEADER: qtrace-clock-offset-ns is 'soon'; it has to be a number of nanoseconds that"
                + " fits 64 bits");
  }

  @Test
  void warnsOnceOfEventsThatRetentionWouldDelete() {
    driver.publish(OLD);
    try (var log = new CapturedLog("io.qtrace.topology.decode.Decoding")) {
      driver.send(Raw.log("vm", "2026-01-01T00:00:00Z tick n 1\n").of(OLD).from("f"));
      assertThat(log.lines()).isEmpty();
      driver.send(Raw.log("vm", "2025-11-01T00:00:00Z tick n 2\n").of(OLD).from("f"));
      driver.send(Raw.log("vm", "2025-11-01T00:00:00Z tick n 3\n").of(OLD).from("f"));

      assertThat(log.lines())
          .containsExactly(
              "WARN vm/f has events of 2025-11-01T00:00:00Z, but event topics keep 30 days: Kafka"
                  + " may delete them at once; set topics.retention.event");
    }
  }

  @Test
  void balancesTheLedger() {
    var mixed = definitions("clock_tick(int n) \"n %d\"\nnoise_a(void) \"\"\n");
    driver.publish(mixed);
    var trace =
        new SimpleTrace()
            .header()
            .mapping(1, "clock_tick")
            .mapping(2, "noise_a")
            .event(1, 1, 1)
            .event(2, 2)
            .dropped(5)
            .event(3, 3)
            .event(2, 4);
    int traceBytes = trace.toBytes().length;
    driver.send(Raw.simple("vm", trace).of(mixed).from("f;generation=1;offset=0"));
    driver.send(Raw.log("vm", "hello\nclock_tick n 3\nclock_tick n x\n").of(mixed));
    driver.advance(Duration.ofSeconds(1));

    assertThat(driver.ledger())
        .containsExactlyInAnyOrder(
            "vm/f;generation=1: "
                + traceBytes
                + " bytes, 4 read = 1 typed + 2 filtered + 1 dead; 0 other, 5 lost by 1",
            "vm/: 36 bytes, 2 read = 1 typed + 0 filtered + 1 dead; 1 other, 0 lost by 0");
    assertThat(driver.typed("clock_tick")).hasSize(2);
    assertThat(driver.deadLetters()).hasSize(2);

    driver.advance(Duration.ofSeconds(5));
    assertThat(driver.ledger()).as("nothing new").isEmpty();
  }

  @Test
  void sendsEventsWithARouteToTheirSharedTopic() {
    var shared = new FakeTargets("t?ck:topic=clock");
    try (var routed = new DecodeDriver(shared)) {
      routed.publish(NEW);
      routed.send(Raw.simple("vm", start().event(TICK, 1, 1, "").event(TOCK, 2, 2)).of(NEW));

      assertThat(routed.read("clock"))
          .extracting(record -> routed.avro(record.value()).getSchema().getName())
          .containsExactly("Tick", "Tock");
    }
  }

  private static SimpleTrace start() {
    return new SimpleTrace().header().mapping(TICK, "tick").mapping(TOCK, "tock");
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }
}
