package io.qtrace.topology.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.qtrace.topic.Route.Drop;
import io.qtrace.topic.Route.OwnTopic;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.setting.Guarantee;
import io.qtrace.topology.streams.StreamsProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeConfigTest {

  @Test
  void hasADefaultForEverything() {
    var config = DecodeConfig.from(Map.of());

    assertThat(config.bootstrap()).isEqualTo("localhost:9092");
    assertThat(config.registry()).hasToString("http://localhost:8081/apis/ccompat/v7");
    assertThat(config.applicationId()).isEqualTo("qtrace");
    assertThat(config.topics()).isEqualTo(TopicPlan.DEFAULT);
    assertThat(config.routes().of("any")).isEqualTo(new OwnTopic());
    assertThat(config.defaultDefinitions().events()).hasSize(44);
    assertThat(config.waiting())
        .isEqualTo(new DecodeConfig.Waiting(Duration.ofMinutes(5), 64L << 20));
    assertThat(config.conversions().futureLimit()).isEqualTo(Duration.ofHours(1));
    assertThat(config.conversions().records()).isTrue();
    assertThat(config.streams().guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
  }

  @Test
  void readsEveryProperty(@TempDir Path directory) throws Exception {
    var events = Files.writeString(directory.resolve("trace-events"), "tick(int n) \"%d\"\n");
    var config =
        DecodeConfig.from(
            Map.ofEntries(
                Map.entry("topics.prefix", "lab-"),
                Map.entry("topics.partitions.raw", "8"),
                Map.entry("topics.partitions.event", "2"),
                Map.entry("topics.replication", "3"),
                Map.entry("topics.max", "70"),
                Map.entry("topics.retention.raw", "forever"),
                Map.entry("topics.retention.event", "90m"),
                Map.entry("definitions.default", events.toString()),
                Map.entry("route.10", "*:drop"),
                Map.entry("route.9", "tick:own"),
                Map.entry("conversions.future.limit", "5m"),
                Map.entry("conversions.records", "none"),
                Map.entry("guarantee", "at_least_once"),
                Map.entry("kafka.security.protocol", "SSL"),
                Map.entry("registry.basic.auth.user.info", "me:secret")));

    assertThat(config.topics())
        .isEqualTo(
            new TopicPlan(
                new TopicNames("lab-"),
                8,
                2,
                (short) 3,
                70,
                Optional.empty(),
                Optional.of(Duration.ofMinutes(90))));
    assertThat(config.defaultDefinitions().find("tick")).isPresent();
    assertThat(config.routes().of("tick")).isEqualTo(new OwnTopic());
    assertThat(config.routes().of("tock")).isEqualTo(new Drop());
    assertThat(config.conversions().futureLimit()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.conversions().records()).isFalse();
    assertThat(StreamsProperties.of(config))
        .containsEntry("processing.guarantee", "at_least_once")
        .containsEntry("security.protocol", "SSL");
    assertThat(config.registry().properties())
        .containsExactly(Map.entry("basic.auth.user.info", "me:secret"));
    assertThat(config.registry()).as("keeps the secret").hasToString(config.registry().url());
  }

  @Test
  void namesAllThatIsWrong() {
    assertThatThrownBy(
            () ->
                DecodeConfig.from(
                    Map.ofEntries(
                        Map.entry("threads", "many"),
                        Map.entry("guarantee", "maybe"),
                        Map.entry("topics.prefix", "a.b"),
                        Map.entry("topics.retention.event", "2 weeks"),
                        Map.entry("bootstrap", " "),
                        Map.entry("registry", "localhost:8081"),
                        Map.entry("route.1", "x"),
                        Map.entry("route.x", "*:drop"),
                        Map.entry("application.id", "a b"),
                        Map.entry("kafka.securty.protocol", "SSL"),
                        Map.entry("kafka.main.consumer.max.pol.records", "5"),
                        Map.entry("kafka.my.login.module.key", "passed on"),
                        Map.entry("kafka.reconnect.backoff.ms", "-1"),
                        Map.entry("kafka.producer.acks", "7"),
                        Map.entry("kafka.admin.request.timeout.ms", "1.5"),
                        Map.entry("colour", "blue"),
                        Map.entry("thread", "2"),
                        Map.entry("kakfa.acks", "all"))))
        .isInstanceOf(IllegalArgumentException.class)
        .extracting(e -> e.getMessage().lines().toList())
        .asInstanceOf(LIST)
        .containsExactlyInAnyOrder(
            "threads: 'many' is not a number from 1 to 256",
            "guarantee: 'maybe' is not exactly_once_v2 or at_least_once",
            "topics.prefix: topic prefix 'a.b' may have letters, digits, '-' and '_' only",
            "topics.retention.event: '2 weeks' is not a duration such as 500ms, 30s, 5m, 12h or 7d",
            "bootstrap: '' is no address of a broker; write HOST:PORT, such as localhost:9092",
            "registry: 'localhost:8081' is no http or https URL; write one such as"
                + " http://localhost:8081",
            "route.1: routing rule 'x' has no action; write <event pattern>:drop, <event"
                + " pattern>:own or <event pattern>:topic=<name>",
            "route.x: routes are numbered, and read in that order: route.1, route.2, …",
            "application.id: 'a b' is not 1 to 150 letters, digits, '.', '_' and '-'",
            "kafka.securty.protocol: no client of Kafka reads it; did you mean"
                + " 'kafka.security.protocol'?",
            "kafka.main.consumer.max.pol.records: no client of Kafka reads it; did you mean"
                + " 'kafka.main.consumer.max.poll.records'?",
            "kafka.reconnect.backoff.ms: Kafka's clients do not take '-1': Value must be at least 0",
            "kafka.producer.acks: Kafka's clients do not take '7': String must be one of: all, -1,"
                + " 0, 1",
            "kafka.admin.request.timeout.ms: Kafka's clients do not take '1.5': Not a number of type"
                + " INT",
            "colour: unknown setting",
            "thread: unknown setting; did you mean 'threads'?",
            "kakfa.acks: unknown setting; did you mean 'kafka.acks'?");
  }

  @Test
  void looksEveryMinuteWhichPartitionsAnAddedInstanceIsReadyFor() {
    assertThat(StreamsProperties.of(DecodeConfig.from(Map.of())))
        .containsEntry("probing.rebalance.interval.ms", "60000")
        .containsEntry("max.warmup.replicas", "8");
    var own = Map.of("kafka.max.warmup.replicas", "2");
    assertThat(StreamsProperties.of(DecodeConfig.from(own)))
        .containsEntry("max.warmup.replicas", "2");
  }

  @Test
  void refusesDefinitionsThatAreNone(@TempDir Path directory) throws Exception {
    var binary = new byte[10_000];
    new Random(1).nextBytes(binary);
    for (byte[] bytes : new byte[][] {binary, "hello\nyou\n".getBytes(UTF_8)}) {
      var file = Files.write(directory.resolve("file"), bytes);
      assertThatThrownBy(() -> DecodeConfig.from(Map.of("definitions.default", file.toString())))
          .hasMessage(
              "definitions.default: %s: no line of it declares a trace event; give the trace-events-all of the traced QEMU"
                  .formatted(file));
    }
    var empty = Files.writeString(directory.resolve("empty"), "# nothing\n");
    assertThatThrownBy(() -> DecodeConfig.from(Map.of("definitions.default", empty.toString())))
        .hasMessage(
            "definitions.default: %s: no event is declared in it; give the trace-events-all of the traced QEMU"
                .formatted(empty));
  }

  @Test
  void saysWhereAWrongValueComesFrom() {
    assertThatThrownBy(() -> DecodeConfig.from(Map.of("threads", "two"), key -> "QTRACE_THREADS"))
        .hasMessage("threads (QTRACE_THREADS): 'two' is not a number from 1 to 256");
  }

  @Test
  void refusesRulesOverWindowsThatAreNotMade(@TempDir Path directory) throws Exception {
    var rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            """
            rules:
              - alert: Storm
                over: vm
                window: 10s
                when: count > 1
            """);
    var settings = Map.of("alert.rules", rules.toString(), "conversions.windows", "30s,5m/10s");

    assertThatThrownBy(
            () ->
                DecodeConfig.from(
                    settings, key -> key.equals("conversions.windows") ? "QTRACE_W" : ""))
        .hasMessage(
            """
            alert.rules: %1$s has 1 error
            %1$s:4:13: error: no windows of 10s are made, so the rule would never fire: \
            conversions.windows=30s,5m/10s (QTRACE_W); add 10s there, or look at windows of 30s or 5m
                  window: 10s
                          ^~~\
            """
                .formatted(rules));
  }

  @Test
  void refusesRulesWithoutConversions(@TempDir Path directory) throws Exception {
    var rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");

    assertThatThrownBy(
            () ->
                DecodeConfig.from(
                    Map.of("alert.rules", rules.toString(), "conversions.enabled", "false")))
        .hasMessage(
            "alert.rules: rules look at windows, and without conversions there are none:"
                + " conversions.enabled=false; leave the rules out, or set it to true");
  }
}
