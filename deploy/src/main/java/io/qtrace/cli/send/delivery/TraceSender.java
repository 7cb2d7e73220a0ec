package io.qtrace.cli.send.delivery;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.definition.Definitions;
import io.qtrace.source.chunk.Chunk;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends one source. The transactional id is the source's: a second sender of the same source takes
 * over from the first, and what a killed one left open is aborted. Not thread-safe.
 */
public final class TraceSender implements AutoCloseable {

  /** Bytes per transaction: few enough to be decoded soon, enough to make commits cheap. */
  private static final int TRANSACTION_BYTES = 4 << 20;

  private final KafkaCluster cluster;
  private final TopicNames topics;
  private final TraceSource source;
  private final TopicPartition place;
  private final String group;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * What was sent by this sender.
   *
   * @param progress now
   */
  public record Sent(long chunks, long bytes, SendProgress progress) {}

  public TraceSender(KafkaCluster cluster, TopicPlan plan, TraceSource source) {
    this.cluster = cluster;
    this.topics = plan.names();
    this.place = plan.progress();
    this.source = source;
    this.group = topics.prefix() + "send-" + source.summary().identity();
    var properties = cluster.clientProperties();
    properties.put("transactional.id", group);
    properties.put("transaction.timeout.ms", 30_000);
    properties.put("max.request.size", TopicPlan.MAX_RAW_BYTES);
    properties.put("max.block.ms", 20_000);
    properties.putIfAbsent("compression.type", "zstd");
    properties.putIfAbsent("batch.size", 1 << 20);
    properties.putIfAbsent("linger.ms", 5);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** How far earlier senders of this source came; waits for the last one's open transaction. */
  public SendProgress progress() {
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      throw failure(e);
    }
    return cluster.committed(group, place).map(SendProgress::of).orElse(SendProgress.beginning(0));
  }

  /** Makes the definitions known; sending them again changes nothing, the topic is compacted. */
  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send met
  public void publish(Definitions definitions) {
    var key = definitions.fingerprint().getBytes(StandardCharsets.UTF_8);
    try {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.definitions(), key, definitions.text()));
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /**
   * Sends what is behind {@code from}.
   *
   * @param chunks the whole source, from its beginning
   * @param reached told the offset in the source, after each chunk
   */
  public Sent send(
      ChunkReader chunks, SendProgress from, RecordTime recordTime, LongConsumer reached)
      throws IOException {
    try {
      return sendBehind(chunks, from, recordTime, reached);
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  private Sent sendBehind(
      ChunkReader chunks, SendProgress from, RecordTime recordTime, LongConsumer reached)
      throws IOException {
    var progress = from;
    long timeMs = source.oldestEpochMs();
    long count = 0;
    long bytes = 0;
    long uncommitted = 0;
    for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
      var chunk = behind(next.get(), from.offsetBytes());
      if (chunk.newestEventNs().isPresent()) {
        timeMs = source.epochNs(chunk.clock(), chunk.newestEventNs().getAsLong()) / 1_000_000;
      }
      if (chunk.bytes().length > 0) {
        if (uncommitted == 0) {
          producer.beginTransaction();
        }
        send(chunk, from.generation(), recordTime == RecordTime.event ? timeMs : now());
        uncommitted += chunk.bytes().length;
        count++;
        bytes += chunk.bytes().length;
        long resumeAt = chunk.open() ? chunk.offsetBytes() : chunk.endBytes();
        progress =
            new SendProgress(
                resumeAt,
                chunk.endBytes(),
                from.sentBytes() + bytes,
                from.generation(),
                source.definitions().orElse(SendProgress.NOT_GIVEN));
      }
      if (uncommitted >= TRANSACTION_BYTES) {
        commit(progress);
        uncommitted = 0;
      }
      reached.accept(chunk.endBytes());
    }
    if (uncommitted > 0) {
      commit(progress);
    }
    return new Sent(count, bytes, progress);
  }

  /** The part of a chunk that was not sent before; records begin there, chunks need not. */
  private static Chunk behind(Chunk chunk, long offsetBytes) {
    if (chunk.offsetBytes() >= offsetBytes) {
      return chunk;
    }
    int skipped = (int) Math.min(chunk.bytes().length, offsetBytes - chunk.offsetBytes());
    return new Chunk(
        chunk.offsetBytes() + skipped,
        Arrays.copyOfRange(chunk.bytes(), skipped, chunk.bytes().length),
        chunk.clock(),
        OptionalLong.empty(),
        chunk.newestEventNs(),
        chunk.open());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send met
  private void send(Chunk chunk, int generation, long timeMs) {
    producer.send(
        new ProducerRecord<>(
            topics.raw(),
            null,
            timeMs,
            source.vm().getBytes(StandardCharsets.UTF_8),
            chunk.bytes(),
            source.headers(chunk, generation)));
  }

  // The way without a deprecation is a consumer that is made for its metadata only.
  @SuppressWarnings("removal")
  private void commit(SendProgress progress) {
    producer.sendOffsetsToTransaction(
        Map.of(place, progress.toOffset()), new ConsumerGroupMetadata(group));
    producer.commitTransaction();
  }

  private Failure failure(KafkaException e) {
    if (e instanceof ProducerFencedException || e.getCause() instanceof ProducerFencedException) {
      return Failure.badInput(
          "%s: another qtrace sends this file; this one stops".formatted(source.file()), e);
    }
    var cause = e.getCause() == null ? e : e.getCause();
    var reason = cluster.failure(cause, group).getMessage();
    return Failure.badInput(
        "%s: sending stopped: %s; the same command goes on where it stopped"
            .formatted(source.file(), reason),
        e);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
