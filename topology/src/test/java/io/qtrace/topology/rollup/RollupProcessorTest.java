package io.qtrace.topology.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.conversion.fact.MemoryState;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.frame.Framed;
import io.qtrace.testing.CountingStore;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.TestParts;
import io.qtrace.topology.attribute.AttributeParts;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.Outgoing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sums of windows, and what they cost. */
class RollupProcessorTest {

  private static final Instant NOON = DecodeDriver.NOON;
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 2_000;

  private final AttributeParts parts = TestParts.of(new FakeTargets()).attribute();
  private final CountingStore store = new CountingStore(Node.ROLLUP_STORE);
  private final TopologyTestDriver driver = start();

  /** As after a restart: with the store as it is. */
  private TopologyTestDriver start() {
    var topology = new Topology();
    topology.addSource(
        Node.ROLLUP_SOURCE, new StringDeserializer(), new ByteArrayDeserializer(), "parts");
    topology.addProcessor(
        Node.ROLLUP_PROCESSOR,
        () -> new RollupProcessor(parts.config(), parts.rollups(), parts.meters()),
        Node.ROLLUP_SOURCE);
    topology.addStateStore(store.builder(), Node.ROLLUP_PROCESSOR);
    topology.addSink(
        Node.ROLLUP_SINK, "sums", new ByteArraySerializer(), Outgoing.BYTES, Node.ROLLUP_PROCESSOR);
    return new TopologyTestDriver(topology, new Properties(), NOON);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static ConversionRollup part(Instant start, long count) {
    return ConversionRollup.newBuilder()
        .setScope("vm")
        .setVm("vm-7")
        .setHost("host-1")
        .setVms(1L)
        .setWindowStart(start)
        .setWindowEnd(start.plus(LENGTH))
        .setToShared(count)
        .setCount(count)
        .build();
  }

  /** A part of a window that was closed at a time. */
  private void add(TopologyTestDriver to, Instant madeAt, ConversionRollup part) {
    add(to, RollupKey.FLEET, madeAt, part);
  }

  private void add(TopologyTestDriver to, String key, Instant madeAt, ConversionRollup part) {
    add(to, key, madeAt, parts.rollups().frame(part));
  }

  private void add(String key, Instant madeAt, RollupPart part) {
    add(driver, key, madeAt, part.encode(parts.rollups()));
  }

  private static void add(TopologyTestDriver to, String key, Instant madeAt, byte[] part) {
    to.createInputTopic("parts", new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, part, madeAt);
  }

  private void add(Instant madeAt, ConversionRollup part) {
    add(driver, madeAt, part);
  }

  private List<ConversionRollup> sums(TopologyTestDriver of) {
    return of
        .createOutputTopic("sums", new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .stream()
        .map(sum -> Framed.read(sum, ConversionRollup.class))
        .toList();
  }

  /** "start behind noon: conversions, late". */
  private List<String> published(TopologyTestDriver by) {
    return sums(by).stream()
        .map(
            sum ->
                "%s: %d, %d late"
                    .formatted(
                        Duration.between(NOON, sum.getWindowStart()),
                        sum.getCount(),
                        sum.getLateEvents()))
        .toList();
  }

  private List<String> published() {
    return published(driver);
  }

  private void fallsSilent() {
    for (int i = 0; i < 70; i++) {
      driver.advanceWallClockTime(Duration.ofMillis(500));
    }
  }

  @Test
  void costTheSameHoweverManyWindowsAreOpen() {
    add(NOON, part(NOON, 1));
    long before = store.looks();
    add(NOON, part(NOON, 1));
    long costOfOne = store.looks() - before;

    // All within the limit, of a clock that is ahead.
    for (int i = 0; i < 300; i++) {
      add(NOON, part(NOON.plus(LENGTH.multipliedBy(i)), 1));
    }
    before = store.looks();
    add(NOON, part(NOON, 1));
    assertThat(store.looks() - before).isEqualTo(costOfOne);

    // As time goes on, a window is closed now and then, and looked at once more.
    before = store.looks();
    for (int i = 10; i < 200; i++) {
      var end = NOON.plus(LENGTH.multipliedBy(i + 1));
      add(end, part(end.minus(LENGTH), 1));
    }
    assertThat(store.looks() - before).isLessThan(190 * (costOfOne + 5));
    assertThat(published()).as("those that end until 35 s ago").hasSize(196);
  }

  @Test
  void keepNoWindowOpenThatIsTooFarInTheFuture() {
    add(NOON, part(NOON.minus(LENGTH), 5));
    long before = store.looks();
    for (int i = 0; i < MANY; i++) {
      add(NOON, part(NOON.plus(DAY).plus(LENGTH.multipliedBy(i)), 1));
    }

    assertThat(store.looks() - before).isEqualTo(MANY);
    assertThat(store.approximateNumEntries()).as("a window and the progress").isEqualTo(2);
    fallsSilent();
    assertThat(published()).containsExactly("PT-10S: 5, " + MANY + " late");
  }

  @Test
  void closeWindowsOfAClockIn1970AsItGoesOn() {
    var epoch = Instant.EPOCH.minus(LENGTH.multipliedBy(100));
    long before = store.looks();
    for (int i = 0; i < MANY; i++) {
      var part = part(epoch.plus(LENGTH.multipliedBy(i)), 1);
      add(driver, RollupKey.FLEET, NOON, part);
      add(driver, RollupKey.ofHost("host-1"), NOON, part);
    }

    assertThat(store.looks() - before).isLessThan(8L * MANY);
    assertThat(store.approximateNumEntries()).isLessThan(20);
    fallsSilent();
    var sums = published();
    assertThat(sums).hasSize(2 * MANY).allMatch(sum -> sum.endsWith("1, 0 late"));
    assertThat(Set.copyOf(sums)).hasSize(MANY);
  }

  @Test
  void countWhatIsLateInTheWindowThatIsClosedNextAlsoAfterARestart() {
    add(NOON.plus(LENGTH), part(NOON, 1));
    add(NOON.plusSeconds(100), part(NOON.plusSeconds(90), 2));
    assertThat(published()).containsExactly("PT0S: 1, 0 late");
    add(NOON.plusSeconds(100), part(NOON, 3));
    add(NOON.plusSeconds(100), part(NOON, 4));

    try (var next = start()) {
      add(next, NOON.plusSeconds(200), part(NOON.plusSeconds(190), 5));
      assertThat(published(next)).containsExactly("PT1M30S: 2, 7 late");
    }
  }

  @Test
  void areClosedInTheOrderOfTheirStarts() {
    add(NOON, part(Instant.ofEpochSecond(10), 1));
    for (int start : new int[] {0, -10, -20, 20, -30}) {
      add(NOON, part(Instant.ofEpochSecond(start), 1));
    }
    add(NOON, part(NOON.minus(LENGTH), 1));

    assertThat(sums(driver))
        .extracting(sum -> sum.getWindowStart().getEpochSecond())
        .containsExactly(-20L, -10L, 0L, 10L, 20L);
  }

  @Test
  void haveTheNameOfTheirWindowAndWhatIsMissingInAnyVm() {
    add(NOON, named(part(NOON, 1), "10s", "kvm_run_exit"));
    add(NOON, named(part(NOON, 1), "10s", ""));
    add(NOON, named(part(NOON, 1), "10s", "kvm_convert_memory"));
    fallsSilent();

    assertThat(sums(driver))
        .extracting(ConversionRollup::getWindow, ConversionRollup::getMissingEvents)
        .containsExactly(tuple("10s", "kvm_convert_memory,kvm_run_exit"));
  }

  /** Of two VMs: the percentile is of all their conversions, not of percentiles. */
  @Test
  void havePercentilesOfAllConversions() {
    add(RollupKey.FLEET, NOON, new RollupPart(part(NOON, 99), latencies(99, 1_000)));
    add(RollupKey.FLEET, NOON, new RollupPart(part(NOON, 2), latencies(2, 5_000_000)));
    add(NOON, part(NOON, 3)); // of a stage before there were latencies
    fallsSilent();

    var sum = sums(driver).get(0);
    assertThat(sum.getCount()).isEqualTo(104);
    assertThat(sum.getLatencyToSharedCount()).isEqualTo(101);
    assertThat(sum.getLatencyToSharedP50Ns()).isBetween(990L, 1_010L);
    assertThat(sum.getLatencyToSharedP99Ns()).isBetween(4_950_000L, 5_000_000L);
    assertThat(sum.getLatencyToSharedMaxNs()).isEqualTo(5_000_000);
    assertThat(sum.getLatencyToPrivateCount()).isZero();
  }

  private static Latencies latencies(int count, long ns) {
    var latencies = new Latencies();
    for (int i = 0; i < count; i++) {
      latencies.add(MemoryState.SHARED, ns);
    }
    return latencies;
  }

  /** An older stage reads it as what it knows. */
  @Test
  void haveLatenciesBehindWhatAnOlderStageReads() {
    var part = new RollupPart(part(NOON, 2), latencies(2, 1_000));
    var bytes = part.encode(parts.rollups());

    assertThat(Framed.read(bytes, ConversionRollup.class)).isEqualTo(part(NOON, 2));
    assertThat(RollupPart.decode(bytes).sum().getLatencyToSharedCount()).isEqualTo(2);
  }

  private static ConversionRollup named(ConversionRollup part, String window, String missing) {
    part.setWindow(window);
    part.setMissingEvents(missing);
    return part;
  }

  /** Parts and open sums of a stage before windows had names. */
  @Test
  void getTheNameOfTheirWindowByItsLengthIfTheirPartsHaveNone() {
    add(NOON, part(NOON, 1));
    fallsSilent();

    assertThat(sums(driver)).extracting(ConversionRollup::getWindow).containsExactly("10s");
  }

  @Test
  void areNotCompleteIfOnePartIsNot() {
    add(NOON, part(NOON, 1));
    var unattributed = part(NOON, 5);
    unattributed.setUnattributed(2L);
    unattributed.setComplete(false);
    add(NOON, unattributed);
    fallsSilent();

    assertThat(sums(driver))
        .extracting(
            ConversionRollup::getCount,
            ConversionRollup::getUnattributed,
            ConversionRollup::getComplete)
        .containsExactly(tuple(6L, 2L, false));
  }
}
