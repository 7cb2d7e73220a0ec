package io.qtrace.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.window.WindowSpec;
import io.qtrace.definition.Definitions;
import io.qtrace.meter.WindowGauges;
import io.qtrace.topic.TopicNames;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.flow.Framed;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.ledger.Totals;
import io.qtrace.topology.meter.ConversionMeters;
import io.qtrace.topology.meter.DecodeMeters;
import io.qtrace.topology.streams.StreamsProperties;
import io.qtrace.topology.target.FakeTargets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
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
final class DecodeDriver implements AutoCloseable {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Duration RETENTION = Duration.ofDays(30);
  static final Duration WAIT = Duration.ofMinutes(5);

  private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
  private static final int DEAD_LETTER_ID = 1001;
  private static final int LEDGER_ID = 1002;
  private static final int CONVERSION_ID = 1003;
  private static final int BLOCK_ID = 1004;
  private static final int ROLLUP_ID = 1005;
  private static final int REFUSED_ID = 1006;
  private static final int FRAME_BYTES = 5;

  static final ConversionConfig CONVERSIONS = conversions(true);

  private static ConversionConfig conversions(boolean records) {
    return new ConversionConfig(
        true,
        records,
        WindowSpec.parseAll("10s,1m"),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofHours(1));
  }

  static final Contracts CONTRACTS =
      new Contracts(
          new Framed<>(DEAD_LETTER_ID, DeadLetter.class),
          new Framed<>(LEDGER_ID, Ledger.class),
          new Framed<>(CONVERSION_ID, Conversion.class),
          new Framed<>(REFUSED_ID, RefusedConversion.class),
          new Framed<>(BLOCK_ID, RamBlockConversions.class),
          new Framed<>(ROLLUP_ID, ConversionRollup.class));

  final Quarantine quarantine;
  private final FakeTargets targets;
  private final List<ConsumerRecord<byte[], byte[]>> sent;
  private final Path stateDirectory = temporaryDirectory();
  private final TopologyTestDriver driver;

  DecodeDriver(FakeTargets targets) {
    this(targets, 1 << 20);
  }

  DecodeDriver(FakeTargets targets, long maxWaitingBytes) {
    this(targets, maxWaitingBytes, Runnable::run);
  }

  /**
   * @param resolver finds targets; what it does not run at once makes records wait
   */
  DecodeDriver(FakeTargets targets, long maxWaitingBytes, Executor resolver) {
    this(targets, shared(targets, maxWaitingBytes, resolver, nobodyTakesMore()), new ArrayList<>());
  }

  /** The same, by a clock of its own. */
  DecodeDriver(FakeTargets targets, Executor resolver, LongSupplier nanoTime) {
    this(
        targets,
        shared(
            targets,
            1 << 20,
            resolver,
            new FairShare(nanoTime, () -> 0, partition -> new SentAgain(List.of()))),
        new ArrayList<>());
  }

  private DecodeDriver(
      FakeTargets targets, Shared shared, List<ConsumerRecord<byte[], byte[]>> sent) {
    this.targets = targets;
    this.quarantine = shared.quarantine();
    this.sent = sent;
    driver = new TopologyTestDriver(topology(shared), properties(stateDirectory), NOON);
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
    return new DecodeDriver(targets, shared(targets, 1 << 20, Runnable::run, fair), sent);
  }

  /** With {@code conversions.records=none}. */
  static DecodeDriver withoutRecords(FakeTargets targets) {
    var shared = shared(targets, 1 << 20, Runnable::run, nobodyTakesMore(), conversions(false));
    return new DecodeDriver(targets, shared, new ArrayList<>());
  }

  static Topology topology(FakeTargets targets, long maxWaitingBytes) {
    return topology(shared(targets, maxWaitingBytes));
  }

  private static Topology topology(Shared shared) {
    var config = new TopologyConfig(new StreamsConfig(properties(Path.of("unused"))));
    return new DecodeTopology(TOPICS, shared, Map.of()).build(config);
  }

  /** Time stands still, so nobody ever has more than its share. */
  static Shared shared(FakeTargets targets, long maxWaitingBytes) {
    return shared(targets, maxWaitingBytes, Runnable::run, nobodyTakesMore());
  }

  private static FairShare nobodyTakesMore() {
    return new FairShare(() -> 0, () -> 0, partition -> new SentAgain(List.of()));
  }

  static Shared shared(
      FakeTargets targets, long maxWaitingBytes, Executor resolver, FairShare fair) {
    return shared(targets, maxWaitingBytes, resolver, fair, CONVERSIONS);
  }

  private static Shared shared(
      FakeTargets targets,
      long maxWaitingBytes,
      Executor resolver,
      FairShare fair,
      ConversionConfig conversions) {
    return new Shared(
        new DefinitionsCatalog(Definitions.system()),
        targets,
        resolver,
        new Quarantine(),
        CONTRACTS,
        conversions,
        new DecodeConfig.Waiting(WAIT, maxWaitingBytes),
        Optional.of(RETENTION),
        new Totals(),
        new DecodeMeters(new SimpleMeterRegistry()),
        new ConversionMeters(new SimpleMeterRegistry()),
        new WindowGauges(
            new SimpleMeterRegistry(),
            new WindowGauges.Limits(10, Duration.ofMinutes(15), Duration.ofSeconds(35)),
            NOON::toEpochMilli),
        fair);
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

  void publish(Definitions definitions) {
    publish(definitions.fingerprint(), definitions.text());
  }

  void publish(String fingerprint, byte[] text) {
    driver
        .createInputTopic(TOPICS.definitions(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(fingerprint, text);
  }

  void send(Raw raw) {
    sent.add(kafkaRecord(sent.size(), raw));
    var key = raw.vm().getBytes(StandardCharsets.UTF_8);
    driver
        .createInputTopic(TOPICS.raw(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, raw.value(), headers(raw), NOON));
  }

  /** As the raw topic has it. */
  static ConsumerRecord<byte[], byte[]> kafkaRecord(long offset, Raw raw) {
    var key = raw.vm().getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        TOPICS.raw(),
        0,
        offset,
        NOON.toEpochMilli(),
        TimestampType.CREATE_TIME,
        key.length,
        raw.value().length,
        key,
        raw.value(),
        headers(raw),
        Optional.empty());
  }

  private static RecordHeaders headers(Raw raw) {
    var headers = new RecordHeaders();
    raw.headers().forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  /** Whatever a producer can send. */
  void send(TestRecord<byte[], byte[]> record) {
    driver
        .createInputTopic(TOPICS.raw(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(record);
  }

  /** A layout in its topic; null withdraws it. */
  void tell(String vm, @Nullable String json) {
    driver
        .createInputTopic(TOPICS.vmLayout(), new StringSerializer(), new StringSerializer())
        .pipeInput(vm, json, NOON);
  }

  void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** The Avro records in an event's topic, as JSON. */
  List<String> events(String event) {
    return typed(event).stream().map(record -> avro(record.value()).toString()).toList();
  }

  /** One argument of each event in the event's topic. */
  List<Object> values(String event, String argument) {
    return typed(event).stream().map(record -> avro(record.value()).get(argument)).toList();
  }

  List<TestRecord<String, byte[]>> typed(String event) {
    return read(TOPICS.event(event));
  }

  List<TestRecord<String, byte[]>> read(String topic) {
    var output =
        driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  GenericRecord avro(byte[] framed) {
    var reader = new GenericDatumReader<GenericRecord>(targets.schema(idOf(framed)));
    return read(framed, reader);
  }

  List<DeadLetter> deadLetters() {
    return read(TOPICS.deadLetter()).stream()
        .map(
            letter ->
                expect(DEAD_LETTER_ID, letter.value(), new SpecificDatumReader<>(DeadLetter.class)))
        .toList();
  }

  List<Conversion> conversions() {
    return records(TOPICS.conversions(), CONVERSION_ID, Conversion.class);
  }

  List<RefusedConversion> refusedConversions() {
    return records(TOPICS.refusedConversions(), REFUSED_ID, RefusedConversion.class);
  }

  List<Conversion> lateConversions() {
    return records(TOPICS.lateConversions(), CONVERSION_ID, Conversion.class);
  }

  List<RamBlockConversions> blockWindows() {
    return records(TOPICS.ramBlockConversions(), BLOCK_ID, RamBlockConversions.class);
  }

  /** The windows of VMs, hosts and the fleet, as "key: conversions of VMs". */
  List<String> rollups() {
    return read(TOPICS.conversionRollups()).stream()
        .map(
            rollup -> {
              var reader = new SpecificDatumReader<>(ConversionRollup.class);
              var sum = expect(ROLLUP_ID, rollup.value(), reader);
              return "%s: %s %s, %d of %d VMs, %d late"
                  .formatted(
                      rollup.key(),
                      sum.getScope(),
                      Duration.between(sum.getWindowStart(), sum.getWindowEnd()),
                      sum.getCount(),
                      sum.getVms(),
                      sum.getLateEvents());
            })
        .toList();
  }

  private <T extends SpecificRecord> List<T> records(String topic, int id, Class<T> contract) {
    return read(topic).stream()
        .map(record -> expect(id, record.value(), new SpecificDatumReader<>(contract)))
        .toList();
  }

  /** The ledger's records since the last call. */
  List<Ledger> ledgerRecords() {
    return records(TOPICS.ledger(), LEDGER_ID, Ledger.class);
  }

  /** What was published since the last call, "key: entry" without the time of the update. */
  List<String> ledger() {
    return read(TOPICS.ledger()).stream()
        .map(
            entry -> {
              var ledger =
                  expect(LEDGER_ID, entry.value(), new SpecificDatumReader<>(Ledger.class));
              return "%s: %d bytes, %d read = %d typed + %d filtered + %d dead; %d other, %d lost by %d"
                  .formatted(
                      entry.key(),
                      ledger.getBytes(),
                      ledger.getRead(),
                      ledger.getTyped(),
                      ledger.getFiltered(),
                      ledger.getDeadLettered(),
                      ledger.getOther(),
                      ledger.getLostEvents(),
                      ledger.getDroppedRecords());
            })
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
            Node.ROLLUP_STORE)) {
      KeyValueStore<String, byte[]> from = driver.getKeyValueStore(name);
      KeyValueStore<String, byte[]> to = next.driver.getKeyValueStore(name);
      try (var entries = from.all()) {
        entries.forEachRemaining(entry -> to.put(entry.key, entry.value));
      }
    }
  }

  KeyValueStore<String, byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  List<String> keysIn(String store) {
    var entries = store(store);
    var keys = new ArrayList<String>();
    try (var all = entries.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key.replace('\0', '|')));
    }
    return keys;
  }

  private static <T> T expect(int id, byte[] framed, DatumReader<T> reader) {
    if (idOf(framed) != id) {
      throw new AssertionError("schema id " + idOf(framed) + " instead of " + id);
    }
    return read(framed, reader);
  }

  private static int idOf(byte[] framed) {
    return ByteBuffer.wrap(framed).getInt(1);
  }

  private static <T> T read(byte[] framed, DatumReader<T> reader) {
    var body = new ByteArrayInputStream(framed, FRAME_BYTES, framed.length - FRAME_BYTES);
    try {
      if (framed[0] != 0) {
        throw new AssertionError("no magic byte");
      }
      return reader.read(null, DecoderFactory.get().directBinaryDecoder(body, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.close(); // deletes what it wrote, but not the directory
    stateDirectory.toFile().delete();
  }
}
