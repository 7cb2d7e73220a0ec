package io.qtrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.embedded.broker.EmbeddedBroker;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.LoopbackPort;
import io.qtrace.embedded.place.Startup;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as brokers of Kafka 4.3 leave them. */
final class HangingTransactionsIT {

  private static final String TOPIC = "kept";
  private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4);
  private static final List<Integer> REPAIRED = List.of(0, 1, 2, 3);
  private static final int LOST = 4;

  private static final List<String> GROUPS = List.of("sound", "commits", "aborts", "twice");

  private static final Pattern COMMAND =
      Pattern.compile("abort --topic (\\S+) --partition (\\d+) --start-offset (\\d+)");

  private record Told(List<String> notices) implements Startup {
    @Override
    public void waitsFor(String what, Supplier<String> detail) {}

    @Override
    public void notice(String message) {
      notices.add(message);
    }
  }

  @TempDir Path directory;

  private final Told told = new Told(new ArrayList<>());

  @Test
  void whatHangsEndsAsItWasDecidedAndEachRecordIsThereOrNotAsBefore() throws Exception {
    Map<Integer, List<String>> records;
    Map<String, Long> offsets;
    long commits;
    long aborts;
    long twice;
    long mixed;
    long forgotten;
    try (var broker = start();
        var transactions = Transactions.of(broker, TOPIC)) {
      transactions.createTopic(ALL.size());
      transactions.write("sound", ALL, "CCAC");
      commits = transactions.write("commits", List.of(0, 1), "CAC");
      aborts = transactions.write("aborts", List.of(1, 2), "CCA");
      twice = transactions.write("twice", List.of(2, 3), "CC");
      mixed = transactions.write("mixed", List.of(LOST), "CA");
      forgotten = transactions.write("forgotten", List.of(LOST), "C");
      transactions.write("sound", ALL, "AC");
      records = transactions.read(ALL);
      offsets = transactions.offsets(GROUPS);
    }

    takeMarkers(
        batch ->
            isMarker(batch, commits, 3)
                || isMarker(batch, aborts, 3)
                || isMarker(batch, twice, 1)
                || isMarker(batch, twice, 2)
                || isMarker(batch, mixed, 1)
                || isMarker(batch, mixed, 2)
                || isMarker(batch, forgotten, 1));
    forget("forgotten");

    try (var broker = start();
        var transactions = Transactions.of(broker, TOPIC)) {
      assertThat(told.notices().get(0))
          .isEqualTo(
              "9 transactions that an earlier broker had left open were ended as their coordinator had decided: 6 committed, 3 aborted; the log names them");
      assertThat(transactions.read(REPAIRED))
          .isEqualTo(
              Map.of(0, records.get(0), 1, records.get(1), 2, records.get(2), 3, records.get(3)));
      assertThat(transactions.offsets(GROUPS)).isEqualTo(offsets);

      var unknown = told.notices().subList(1, told.notices().size());
      assertThat(unknown).hasSize(4);
      assertThat(unknown.get(3))
          .isEqualTo(
              ("kept-4: producer id %d, open from offset 18, hangs: how it ended is not in __transaction_state any more (epoch 0)."
                      + " Who reads committed records only gets no further there. Nothing is lost as long as it is left so."
                      + " To go on without what it wrote in this partition, even if that was committed:"
                      + " kafka-transactions.sh --bootstrap-server %s abort --topic kept --partition 4 --start-offset 18"
                      + " (of Kafka's own distribution), then send again what is missing; docs/operations.md says more")
                  .formatted(forgotten, broker.bootstrap()));
      assertThat(transactions.hidden()).containsKey(new TopicPartition(TOPIC, LOST));
      for (var notice : unknown) {
        var place = COMMAND.matcher(notice);
        assertThat(place.find()).as(notice).isTrue();
        transactions.abort(
            new TopicPartition(place.group(1), Integer.parseInt(place.group(2))),
            Long.parseLong(place.group(3)));
      }
      assertThat(transactions.hidden()).isEmpty();
      assertThat(transactions.read(List.of(LOST)).get(LOST))
          .isEqualTo(records.get(LOST).stream().filter(r -> r.contains("sound")).toList());
    }
  }

  @Test
  void refusesWhatANewerKafkaWroteAndSaysWhatToDo() throws Exception {
    var formatter = new Formatter();
    formatter.setPrintStream(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(1);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.addDirectory(directory.toString());
    formatter.setMetadataLogDirectory(directory.toString());
    formatter.setReleaseVersion(MetadataVersion.latestTesting());
    formatter.setUnstableFeatureVersionsEnabled(true);
    formatter.run();

    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedException.class)
        .hasMessageStartingWith(
            "the broker's metadata in " + directory + " cannot be read by Kafka ")
        .hasMessageContaining("only supports versions")
        .hasMessageEndingWith(
            "; no data was changed. If a qtrace with a newer Kafka wrote it, start that one; else begin anew beside it: up --data OTHER, and send again");
  }

  private EmbeddedBroker start() throws EmbeddedException, InterruptedException {
    return EmbeddedBroker.start(directory, "127.0.0.1", LoopbackPort.anyFree(), told);
  }

  private static boolean isMarker(FileChannelRecordBatch batch, long producer, int epoch) {
    return batch.isControlBatch()
        && batch.producerId() == producer
        && batch.producerEpoch() == epoch;
  }

  private void takeMarkers(Predicate<FileChannelRecordBatch> which) throws Exception {
    var logs = new DamagedLogs(directory);
    assertThat(logs.without(TOPIC, which)).isEqualTo(2 + 2 + 4 + 2 + 1);
    assertThat(logs.without("__consumer_offsets", which)).isEqualTo(1 + 1 + 2 + 2 + 1);
  }

  /** As if compaction had been there. */
  private void forget(String transactionalId) throws Exception {
    var logs = new DamagedLogs(directory);
    assertThat(
            logs.without(
                "__transaction_state",
                batch -> {
                  var bytes = ByteBuffer.allocate(batch.sizeInBytes());
                  batch.writeTo(bytes);
                  return new String(bytes.array(), StandardCharsets.ISO_8859_1)
                      .contains(transactionalId);
                }))
        .isPositive();
  }
}
