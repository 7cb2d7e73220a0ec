package io.qtrace.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Starts everything embedded once, in a directory that is thrown away, and lets one record through
 * broker and Streams: so that the class-data archive which the launcher makes of this run holds the
 * classes of a real one.
 */
final class Rehearsal {
  private static final String IN = "rehearsal-in";
  private static final String OUT = "rehearsal-out";

  private Rehearsal() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    StackLog.toFile(directory.resolve("log").resolve("qtrace.log"));
    try (EmbeddedStack stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
        admin
            .createTopics(Set.of(new NewTopic(IN, 1, (short) 1), new NewTopic(OUT, 1, (short) 1)))
            .all()
            .get();
      }
      stream(stack);
    }
  }

  private static void stream(EmbeddedStack stack) throws Exception {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(IN).to(OUT);
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "rehearsal");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrap());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stack.stateDirectory().toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    CountDownLatch running = new CountDownLatch(1);
    try (KafkaStreams streams = new KafkaStreams(builder.build(), settings)) {
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
              running.countDown();
            }
          });
      streams.start();
      running.await(30, TimeUnit.SECONDS);
      sendAndRead(stack.bootstrap());
    }
  }

  private static void sendAndRead(String bootstrap) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "group.id", "rehearsal-reader"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      producer.send(new ProducerRecord<>(IN, new byte[1])).get();
      consumer.subscribe(Set.of(OUT));
      consumer.poll(Duration.ofSeconds(5));
    }
  }
}
