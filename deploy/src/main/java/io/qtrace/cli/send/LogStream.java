package io.qtrace.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.cli.trace.Tally;
import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.RawHeaders;
import io.qtrace.source.chunk.Chunk;
import io.qtrace.source.chunk.ChunkCutter;
import io.qtrace.source.chunk.ChunkCutter.Ending;
import io.qtrace.source.chunk.LogLines;
import io.qtrace.source.file.Compression;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.source.kind.ForeignFile;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a log that another program prints, whole lines as soon as they are there. What was read
 * cannot be read again: while Kafka is away it waits, and the other program with it. Not
 * thread-safe.
 */
final class LogStream implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final TopicNames topics;
  private final Origin origin;
  private final String source = UUID.randomUUID().toString().replace("-", "");

  /** Holds a chunk and the longest line behind it. */
  private final byte[] buffer;

  /** A compressed file or a simple trace shows in so many bytes. */
  private static final int MAGIC_BYTES = 16;

  private final ChunkCutter cutter;
  private final LogReader reader;
  private @Nullable Tally counted;
  private int from;
  private int to;
  private long offsetBytes;
  private long chunks;

  /**
   * What raw records say besides their bytes.
   *
   * @param host empty if not known
   * @param definitions null: those that the topology has as its default
   */
  record Origin(String vm, String host, @Nullable Definitions definitions) {}

  /**
   * @param known what the topology reads it with: tells which lines are no events
   * @param chunkBytes at most these in a raw Kafka record, or one line
   */
  LogStream(KafkaCluster cluster, Origin origin, Definitions known, int chunkBytes) {
    this.topics = cluster.config().topics().names();
    this.origin = origin;
    this.cutter = ChunkCutter.log(new LogLines(known), chunkBytes);
    this.reader = new LogReader(known);
    this.buffer = new byte[chunkBytes + ChunkCutter.longestBytes(TraceFormat.LOG)];
    var properties = cluster.clientProperties();
    properties.put("max.block.ms", Long.MAX_VALUE);
    properties.put("delivery.timeout.ms", Integer.MAX_VALUE);
    properties.put("max.request.size", TopicPlan.MAX_RAW_BYTES);
    properties.putIfAbsent("compression.type", "zstd");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Returns at the end of the stream, when Kafka has all of it.
   *
   * @param check gets the lines that are no events
   * @return raw Kafka records sent
   * @throws Failure if Kafka refuses, or the stream is of a foreign kind
   */
  long send(InputStream in, EventCheck check) throws IOException {
    counted = new Tally(EventSink.none(), check, (buffer, from) -> "");
    if (origin.definitions != null) {
      var key = origin.definitions.fingerprint().getBytes(UTF_8);
      send(new ProducerRecord<>(topics.definitions(), key, origin.definitions.text()));
    }
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer, to, buffer.length - to)) {
      to += read;
      cut(in.available() > 0 ? Ending.OPEN : Ending.QUIET);
    }
    cut(Ending.END);
    producer.flush();
    throwIfFailed();
    return chunks;
  }

  /**
   * Takes none of the bytes.
   *
   * @param in which can be marked
   * @throws Failure if no log begins as it does
   */
  static void refuseOthers(InputStream in) throws IOException {
    var foreign = ForeignFile.ofNoText(head(in));
    if (foreign.isPresent()) {
      throw Failure.badInput("standard input: " + foreign.get().refusal());
    }
  }

  /**
   * Whether a stream is a log that can be sent as it comes: neither compressed nor a simple trace,
   * by the bytes that are there first. Takes none of them.
   *
   * @param in which can be marked
   */
  static boolean isLog(InputStream in) throws IOException {
    byte[] head = head(in);
    return Compression.of(head) == Compression.NONE
        && TraceFormat.sniff(head, head.length) == TraceFormat.LOG;
  }

  /** What is there at once, or the first line. */
  private static byte[] head(InputStream in) throws IOException {
    byte[] head = new byte[TraceFormat.HEAD_BYTES];
    in.mark(head.length);
    int length = 0;
    int read = 0;
    while (read >= 0 && length < MAGIC_BYTES && !hasNewline(head, length)) {
      read = in.read(head, length, head.length - length);
      length += Math.max(0, read);
    }
    in.reset();
    return Arrays.copyOf(head, length);
  }

  private static boolean hasNewline(byte[] b, int to) {
    for (int i = 0; i < to; i++) {
      if (b[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Which lines could not be read, if any; empty if there are none. */
  String rejections() {
    return counted == null || counted.isClean() ? "" : counted.summary();
  }

  /** Why what was sent does not seem to be a log of its definitions; null if it does. */
  @Nullable String problem() {
    return counted == null ? null : counted.problem("");
  }

  private void cut(Ending ending) {
    while (cutter.fill(buffer, from, to, ending)
        || (ending != Ending.OPEN && cutter.lengthBytes() > 0)) {
      var chunk = cutter.take(buffer, from, offsetBytes);
      send(raw(chunk));
      count(chunk.bytes());
      from += chunk.bytes().length;
      offsetBytes += chunk.bytes().length;
      chunks++;
    }
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
  }

  private void count(byte[] lines) {
    if (counted != null) {
      reader.read(lines, 0, lines.length, true, counted);
    }
  }

  private ProducerRecord<byte[], byte[]> raw(Chunk chunk) {
    var record = new ProducerRecord<>(topics.raw(), origin.vm.getBytes(UTF_8), chunk.bytes());
    add(record, RawHeaders.FORMAT, TraceFormat.LOG.headerValue());
    if (origin.definitions != null) {
      add(record, RawHeaders.DEFINITIONS, origin.definitions.fingerprint());
    }
    if (!origin.host.isEmpty()) {
      add(record, RawHeaders.HOST, origin.host);
    }
    add(record, RawHeaders.VM, origin.vm);
    add(
        record,
        RawHeaders.SOURCE,
        "%s;generation=0;offset=%d".formatted(source, chunk.offsetBytes()));
    return record;
  }

  private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback gets what it would throw
  private void send(ProducerRecord<byte[], byte[]> record) {
    throwIfFailed();
    try {
      producer.send(
          record,
          (metadata, problem) -> {
            if (problem != null) {
              failure.compareAndSet(null, problem);
            }
          });
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
      throwIfFailed();
    }
  }

  private void throwIfFailed() {
    var problem = failure.get();
    if (problem != null) {
      throw Failure.badInput(
          "sending stopped before byte %,d of standard input: %s"
              .formatted(offsetBytes, problem.getMessage()),
          problem);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
