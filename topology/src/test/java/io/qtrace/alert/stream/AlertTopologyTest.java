package io.qtrace.alert.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.alert.rule.MadeWindows;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.alert.window.Scope;
import io.qtrace.contract.Alert;
import io.qtrace.testing.CapturedLog;
import io.qtrace.testing.Windows;
import io.qtrace.topic.TopicNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertTopologyTest {

  private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
  private static final int ALERT_ID = 7;
  private static final int RAM_BLOCK_ID = 1;
  private static final int ROLLUP_ID = 2;
  private static final int OLD_ROLLUP_ID = 3;
  private static final int FOREIGN_ID = 4;

  /** Before most of its fields were added. */
  private static final Schema OLD_ROLLUP =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "ConversionRollup", "namespace": "io.qtrace.contract",
               "fields": [
                 {"name": "scope", "type": "string", "default": ""},
                 {"name": "vm", "type": "string", "default": ""},
                 {"name": "windowStart", "type": "long", "default": 0},
                 {"name": "windowEnd", "type": "long", "default": 0},
                 {"name": "count", "type": "long", "default": 0}]}
              """);

  private static final Map<Integer, Schema> SCHEMAS =
      Map.of(
          RAM_BLOCK_ID, Scope.RAM_BLOCK.schema(),
          ROLLUP_ID, Scope.VM.schema(),
          OLD_ROLLUP_ID, OLD_ROLLUP,
          FOREIGN_ID, Alert.getClassSchema());

  private static final String RULES =
      """
      rules:
        - alert: Storm
          over: ram-block
          window: 10s
          when: conversions_per_second > 5000
          for: 20s
          labels: {severity: warning}
          annotations: {summary: "{{ block }} of {{ vm }}: {{ conversions_per_second }}/s"}
        - alert: Lost
          over: vm
          when: count / vms > 3
      """;

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Path file;
  private RuleFile rules;
  private TopologyTestDriver driver;

  @BeforeEach
  void setUp() throws IOException {
    file = Files.writeString(directory.resolve("rules.yaml"), RULES);
    rules = RuleFile.open(file, MadeWindows.UNKNOWN);
    driver = newDriver();
  }

  private TopologyTestDriver newDriver() throws IOException {
    var properties = new Properties();
    properties.put("application.id", "test");
    properties.put("bootstrap.servers", "unused:1");
    properties.put("state.dir", Files.createTempDirectory(directory, "state").toString());
    return new TopologyTestDriver(topology(), properties, Instant.EPOCH);
  }

  private Topology topology() {
    var topology = new Topology();
    new AlertStage(rules, ALERT_ID, SCHEMAS::get, meters).addTo(topology, TOPICS);
    return topology;
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void hasStableNames() throws IOException {
    try (var golden = getClass().getResourceAsStream("topology.txt")) {
      assertThat(golden).isNotNull();
      assertThat(topology().describe().toString())
          .isEqualTo(new String(golden.readAllBytes(), UTF_8));
    }
  }

  @Test
  void publishesATransitionWithTheRuleAndLabelsAsKeyAndEventTimeAsTimestamp() {
    sendStorm(1000, 6000.0);

    var record = read().get(0);
    assertThat(record.key())
        .isEqualTo("Storm{block=\"ram0\",host=\"h1\",severity=\"warning\",vm=\"v\"}");
    assertThat(record.getRecordTime()).isEqualTo(Instant.ofEpochSecond(1010));
    assertThat(alert(record.value()))
        .isEqualTo(
            Alert.newBuilder()
                .setRule("Storm")
                .setState("pending")
                .setLabels(Map.of("vm", "v", "host", "h1", "block", "ram0", "severity", "warning"))
                .setAnnotations(Map.of("summary", "ram0 of v: 6,000/s"))
                .setSeverity("warning")
                .setSince(Instant.ofEpochSecond(1000))
                .setAt(Instant.ofEpochSecond(1010))
                .setReason("conversions_per_second > 5000 (conversions_per_second = 6,000)")
                .build());
  }

  @Test
  void readsBothTopics() {
    sendStorm(0, 6000.0);
    send(TOPICS.conversionRollups(), "v", lost(0).framed(ROLLUP_ID));
    sendStorm(10, 6000.0);
    sendStorm(20, 10.0);

    assertThat(published())
        .containsExactly("Storm pending", "Lost firing", "Storm firing", "Storm resolved");
    assertThat(meters.counter("qtrace.alert.results").count()).isEqualTo(4);
    assertThat(meters.counter("qtrace.alert.transitions", "state", "firing").count()).isEqualTo(2);
  }

  @Test
  void goesOnAfterARestart() {
    var context = new MockProcessorContext<byte[], byte[]>();
    context.setCurrentSystemTimeMs(0);
    var store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(AlertStage.STORE), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    processor(context).process(storm(0, 6000.0));
    processor(context).process(storm(10, 6000.0));

    assertThat(context.forwarded())
        .extracting(forwarded -> alert(forwarded.record().value()))
        .extracting(alert -> alert.getState() + " since " + alert.getSince())
        .containsExactly("pending since 1970-01-01T00:00:00Z", "firing since 1970-01-01T00:00:00Z");
  }

  private AlertProcessor processor(MockProcessorContext<byte[], byte[]> context) {
    var processor =
        new AlertProcessor(
            rules, new AlertRecords(ALERT_ID), SCHEMAS::get, new AlertMeters(meters));
    processor.init(context);
    return processor;
  }

  @Test
  void resolvesWhatHasGoneQuiet() {
    sendStorm(0, 6000.0);
    assertThat(published()).containsExactly("Storm pending");
    for (int i = 0; i < 19; i++) {
      driver.advanceWallClockTime(Duration.ofSeconds(5));
    }
    assertThat(published()).as("three windows and a minute, and the window itself").isEmpty();

    driver.advanceWallClockTime(Duration.ofSeconds(5));
    driver.advanceWallClockTime(Duration.ofSeconds(5));
    var resolved = alert(read().get(0).value());
    assertThat(resolved.getState()).isEqualTo("resolved");
    assertThat(resolved.getReason()).isEqualTo("no result for 1m30s");
    assertThat(resolved.getAt()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(resolved.getAnnotations()).containsEntry("summary", "ram0 of v: 6,000/s");
  }

  @Test
  void takesNewRulesWithoutAResult() throws IOException {
    sendStorm(0, 6000.0);
    Files.writeString(file, "rules: []");
    rules.look();
    driver.advanceWallClockTime(AlertProcessor.TICK);

    assertThat(published()).containsExactly("Storm pending", "Storm resolved");
  }

  @Test
  void readsResultsOfAnOlderWriter() {
    var old =
        new Windows(Scope.VM, Map.of())
            .with("scope", "vm")
            .with("vm", "v")
            .between(0, 10)
            .with("count", 4L);
    send(TOPICS.conversionRollups(), "v", old.framed(OLD_ROLLUP_ID, OLD_ROLLUP));

    assertThat(meters.counter("qtrace.alert.results").count()).isEqualTo(1);
    assertThat(meters.counter("qtrace.alert.failures").count()).as("vms is 0").isEqualTo(1);
  }

  @Test
  void goesOnBehindWhatItCanNotRead() {
    try (var log = new CapturedLog(AlertProcessor.class)) {
      var topic = TOPICS.ramBlockConversions();
      send(topic, "v", "not Avro".getBytes(UTF_8));
      send(topic, "v", new byte[] {0, 0, 0, 0, FOREIGN_ID});
      send(topic, "v", new byte[] {0, 0, 0, 0, RAM_BLOCK_ID, 99});
      send(topic, "v", null);
      send(
          TOPICS.conversionRollups(), "v", Windows.vm("v").with("scope", "rack").framed(ROLLUP_ID));
      sendStorm(0, 6000.0);

      assertThat(log.lines())
          .containsExactly(
              "WARN a record is not the result of a window, and no alert sees it;"
                  + " qtrace-ram-block-conversions-0@0: not framed Avro (a zero byte and a"
                  + " schema id): not qtrace's record; said once, metrics count them all");
    }
    assertThat(meters.counter("qtrace.alert.results.unreadable").count()).isEqualTo(3);
    assertThat(published()).containsExactly("Storm pending");
  }

  private void sendStorm(long startS, double perSecond) {
    send(TOPICS.ramBlockConversions(), "v", storm(startS, perSecond).value());
  }

  private static Record<byte[], byte[]> storm(long startS, double perSecond) {
    var window =
        Windows.ramBlock("v", "ram0")
            .between(startS, startS + 10)
            .with("conversionsPerSecond", perSecond);
    return new Record<>("v".getBytes(UTF_8), window.framed(RAM_BLOCK_ID), 1000);
  }

  private static Windows lost(long startS) {
    return Windows.vm("v").between(startS, startS + 10).with("count", 4L).with("vms", 1L);
  }

  private void send(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value, Instant.ofEpochSecond(1));
  }

  /** Since the last call, "rule state". */
  private List<String> published() {
    return read().stream()
        .map(record -> alert(record.value()))
        .map(alert -> alert.getRule() + " " + alert.getState())
        .toList();
  }

  private List<TestRecord<String, byte[]>> read() {
    return driver
        .createOutputTopic(TOPICS.alerts(), new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private static Alert alert(byte[] framed) {
    assertThat(ByteBuffer.wrap(framed).get()).isZero();
    assertThat(ByteBuffer.wrap(framed).getInt(1)).isEqualTo(ALERT_ID);
    try {
      var decoder = DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null);
      return new SpecificDatumReader<>(Alert.class).read(null, decoder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
