package io.qtrace.topology;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.definition.Definitions;
import io.qtrace.topic.TopicNames;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.decode.Quarantine;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.streams.StreamsProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in Kafka's test driver, with words for its input and output. */
public final class DecodeDriver implements AutoCloseable {

  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Duration IDLE = Duration.ofSeconds(32);
  static final Duration TICK = Duration.ofMillis(250);

  private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
  private final TestParts parts;
  private final List<ConsumerRecord<byte[], byte[]>> sent;
  private final Path stateDirectory = temporaryDirectory();
  private final TopologyTestDriver driver;

  public DecodeDriver(FakeTargets targets) {
    this(targets, 1 << 20);
  }

  public DecodeDriver(FakeTargets targets, long maxWaitingBytes) {
    this(targets, maxWaitingBytes, Runnable::run);
  }

  /**
   * @param resolver finds targets; what it does not run at once makes records wait
   */
  DecodeDriver(FakeTargets targets, long maxWaitingBytes, Executor resolver) {
    this(TestParts.of(targets).waiting(maxWaitingBytes).resolver(resolver));
  }

  /** The same, by a clock of its own. */
  DecodeDriver(FakeTargets targets, Executor resolver, LongSupplier nanoTime) {
    this(
        TestParts.of(targets)
            .resolver(resolver)
            .fair(new FairShare(nanoTime, () -> 0, partition -> new SentAgain(List.of()))));
  }

  DecodeDriver(TestParts parts) {
    this(parts, new ArrayList<>());
  }

  private DecodeDriver(TestParts parts, List<ConsumerRecord<byte[], byte[]>> sent) {
    this.parts = parts;
    this.sent = sent;
    driver = new TopologyTestDriver(topology(parts), properties(stateDirectory), NOON);
  }

  /**
   * Where VMs have turns.
   *
   * @param nanoTime the clock by which each gets its share
   * @param isHeld while it is true nothing can be read again
   */
  static DecodeDriver withTurns(FakeTargets targets, LongSupplier nanoTime, AtomicBoolean isHeld) {
    var sent = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var fair = new FairShare(nanoTime, () -> 0, partition -> new SentAgain(sent, isHeld));
    return new DecodeDriver(TestParts.of(targets).fair(fair), sent);
  }

  /** With {@code conversions.records=none}. */
  static DecodeDriver withoutRecords(FakeTargets targets) {
    return new DecodeDriver(TestParts.of(targets).conversions(TestParts.conversions(false)));
  }

  static Topology topology(TestParts parts) {
    var config = new TopologyConfig(new StreamsConfig(properties(Path.of("unused"))));
    return new DecodeTopology(
            TOPICS, parts.decode(), parts.attribute(), parts.aggregate(), Map.of())
        .build(config);
  }

  public Quarantine quarantine() {
    return parts.quarantine();
  }

  private static Properties properties(Path stateDirectory) {
    return StreamsProperties.of(DecodeConfig.from(Map.of("state.dir", stateDirectory.toString())));
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("qtrace-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void publish(Definitions definitions) {
    publish(definitions.fingerprint(), definitions.text());
  }

  public void publish(String fingerprint, byte[] text) {
    driver
        .createInputTopic(TOPICS.definitions(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(fingerprint, text);
  }

  public void send(Raw raw) {
    sent.add(raw.kafkaRecord(sent.size()));
    var key = raw.vm().getBytes(StandardCharsets.UTF_8);
    driver
        .createInputTopic(TOPICS.raw(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, raw.value(), raw.kafkaHeaders(), NOON));
  }

  /** Whatever a producer can send. */
  public void send(TestRecord<byte[], byte[]> record) {
    driver
        .createInputTopic(TOPICS.raw(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(record);
  }

  /** A layout in its topic; null withdraws it. */
  public void tell(String vm, @Nullable String json) {
    driver
        .createInputTopic(TOPICS.vmLayout(), new StringSerializer(), new StringSerializer())
        .pipeInput(vm, json, NOON);
  }

  public void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Nothing comes until all windows of VMs are closed. */
  void fallSilent() {
    for (long ms = 0; ms < IDLE.toMillis(); ms += TICK.toMillis()) {
      advance(TICK);
    }
  }

  /** The Avro records in an event's topic, as JSON. */
  List<String> events(String event) {
    return typed(event).stream().map(record -> avro(record.value()).toString()).toList();
  }

  /** One argument of each event in the event's topic. */
  public List<Object> values(String event, String argument) {
    return typed(event).stream().map(record -> avro(record.value()).get(argument)).toList();
  }

  public List<TestRecord<String, byte[]>> typed(String event) {
    return read(TOPICS.event(event));
  }

  List<TestRecord<String, byte[]>> read(String topic) {
    var output =
        driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  public GenericRecord avro(byte[] framed) {
    var schema = parts.targets().schema(FramedBytes.idOf(framed));
    return FramedBytes.read(framed, new GenericDatumReader<>(schema));
  }

  public List<DeadLetter> deadLetters() {
    return records(TOPICS.deadLetter(), TestParts.DEAD_LETTER_ID, DeadLetter.class);
  }

  List<Conversion> conversions() {
    return records(TOPICS.conversions(), TestParts.CONVERSION_ID, Conversion.class);
  }

  List<RefusedConversion> refusedConversions() {
    return records(TOPICS.refusedConversions(), TestParts.REFUSED_ID, RefusedConversion.class);
  }

  List<Conversion> lateConversions() {
    return records(TOPICS.lateConversions(), TestParts.CONVERSION_ID, Conversion.class);
  }

  List<RamBlockConversions> blockWindows() {
    return records(TOPICS.ramBlockConversions(), TestParts.BLOCK_ID, RamBlockConversions.class);
  }

  /** The windows of VMs, hosts and the fleet. */
  List<String> rollups() {
    return read(TOPICS.conversionRollups()).stream()
        .map(
            rollup ->
                Sentences.of(
                    rollup.key(),
                    FramedBytes.read(TestParts.ROLLUP_ID, rollup.value(), ConversionRollup.class)))
        .toList();
  }

  private <T extends SpecificRecord> List<T> records(String topic, int id, Class<T> contract) {
    return read(topic).stream()
        .map(record -> FramedBytes.read(id, record.value(), contract))
        .toList();
  }

  /** The ledger's records since the last call. */
  List<Ledger> ledgerRecords() {
    return records(TOPICS.ledger(), TestParts.LEDGER_ID, Ledger.class);
  }

  /** What was published since the last call, without the time of the update. */
  public List<String> ledger() {
    return read(TOPICS.ledger()).stream()
        .map(
            entry ->
                Sentences.of(
                    entry.key(),
                    FramedBytes.read(TestParts.LEDGER_ID, entry.value(), Ledger.class)))
        .toList();
  }

  /** Moves all state to another driver, as the changelog does after a restart. */
  void moveStateTo(DecodeDriver next) {
    for (var name :
        List.of(
            Node.MAPPINGS_STORE,
            Node.WAITING_STORE,
            Node.LEDGER_STORE,
            Node.CONVERSIONS_STORE,
            Node.AGGREGATIONS_STORE,
            Node.ROLLUP_STORE)) {
      KeyValueStore<String, byte[]> from = driver.getKeyValueStore(name);
      KeyValueStore<String, byte[]> to = next.driver.getKeyValueStore(name);
      try (var entries = from.all()) {
        entries.forEachRemaining(entry -> to.put(entry.key, entry.value));
      }
    }
  }

  public KeyValueStore<String, byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  public List<String> keysIn(String store) {
    var entries = store(store);
    var keys = new ArrayList<String>();
    try (var all = entries.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key.replace('\0', '|')));
    }
    return keys;
  }

  @Override
  public void close() {
    driver.close(); // deletes what it wrote, but not the directory
    stateDirectory.toFile().delete();
  }
}
