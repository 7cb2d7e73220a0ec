package io.qtrace.topology.raw;

import io.qtrace.raw.RawHeaders;
import io.qtrace.topic.RecordTime;
import io.qtrace.topology.flow.Names;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record of the raw topic and what its headers say.
 *
 * @param key as it came; null if there was none
 * @param value a chunk of a simple trace, or whole lines of a log
 * @param timestampMs the Kafka record's own
 * @param headers by name; the last of several with one name
 * @param told what key and headers say
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record RawRecord(
    byte @Nullable [] key,
    byte[] value,
    long timestampMs,
    String topic,
    int partition,
    long offset,
    Map<String, byte[]> headers,
    Told told) {

  /** Of a record that has more, and is not decoded, only so many are kept. */
  static final int MOST_HEADERS = 4096;

  public RawRecord(
      byte @Nullable [] key,
      byte[] value,
      long timestampMs,
      String topic,
      int partition,
      long offset,
      Map<String, byte[]> headers) {
    this(key, value, timestampMs, topic, partition, offset, headers, Told.of(key, headers));
  }

  public static RawRecord of(Record<byte[], byte[]> record, @Nullable RecordMetadata at) {
    return new RawRecord(
        record.key(),
        record.value() == null ? new byte[0] : record.value(),
        record.timestamp(),
        at == null ? "" : at.topic(),
        at == null ? -1 : at.partition(),
        at == null ? -1 : at.offset(),
        named(record.headers()));
  }

  /**
   * The same as Kafka Streams would have passed it on.
   *
   * @param partitionTime the newest time before it in its partition; below 0: not known
   */
  public static RawRecord of(ConsumerRecord<byte[], byte[]> record, long partitionTime) {
    return new RawRecord(
        record.key(),
        record.value() == null ? new byte[0] : record.value(),
        RecordTime.of(record.timestamp(), partitionTime),
        record.topic(),
        record.partition(),
        record.offset(),
        named(record.headers()));
  }

  private static Map<String, byte[]> named(Headers headers) {
    var named = new LinkedHashMap<String, byte[]>();
    for (var header : headers) {
      if (named.size() == MOST_HEADERS) {
        break;
      }
      named.put(header.key(), header.value() == null ? new byte[0] : header.value());
    }
    return named;
  }

  /** Empty if the record does not say. */
  public String host() {
    return told.host();
  }

  /** The VM's id: the key, else its header, else the host. */
  public String vm() {
    return told.vm();
  }

  /** The same as it came, if it is the key. */
  public byte[] vmBytes() {
    return key != null && key.length > 0
        ? Names.bounded(key)
        : vm().getBytes(StandardCharsets.UTF_8);
  }

  public SourceId source() {
    return told.source();
  }

  /** Which source of which VM: one VM may have several, and several hosts one identity. */
  public String sourceKey() {
    return vm() + "/" + source().identity();
  }

  /** Names and values. */
  public long headerBytes() {
    long bytes = 0;
    for (var header : headers.entrySet()) {
      bytes += header.getKey().length() + header.getValue().length;
    }
    return bytes;
  }

  /** Where it is, for people: {@code qtrace-raw-3@4711}. */
  public String place() {
    return topic + "-" + partition + "@" + offset;
  }

  /** {@code simple}, {@code log}, or empty if the record does not say. */
  public String format() {
    return told.format();
  }

  /** Null if the record does not name its definitions. */
  public @Nullable String definitions() {
    return told.definitions();
  }

  /** CLOCK_REALTIME minus CLOCK_MONOTONIC; null if the record does not say. */
  public @Nullable Long clockOffsetNs() {
    return told.clockOffsetNs();
  }

  /** Whether it only says how far its source has come. */
  public boolean isHeartbeat() {
    return value.length == 0 && headers.containsKey(RawHeaders.HEARTBEAT_NS);
  }

  /** Nanoseconds since the epoch; null if the record does not say. */
  public @Nullable Long heartbeatNs() {
    return told.heartbeatNs();
  }

  /** For a store; {@link #decode} is the way back. */
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream(value.length + 512);
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(timestampMs);
      out.writeUTF(topic);
      out.writeInt(partition);
      out.writeLong(offset);
      write(out, key);
      write(out, value);
      out.writeInt(headers.size());
      for (var header : headers.entrySet()) {
        write(out, header.getKey().getBytes(StandardCharsets.UTF_8));
        write(out, header.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static RawRecord decode(byte[] stored) {
    try (var in = new DataInputStream(new ByteArrayInputStream(stored))) {
      long timestampMs = in.readLong();
      var topic = in.readUTF();
      int partition = in.readInt();
      long offset = in.readLong();
      var key = read(in);
      var value = readPresent(in);
      var headers = new LinkedHashMap<String, byte[]>();
      for (int left = in.readInt(); left > 0; left--) {
        var name = readPresent(in);
        headers.put(new String(name, StandardCharsets.UTF_8), readPresent(in));
      }
      return new RawRecord(
          key, value == null ? new byte[0] : value, timestampMs, topic, partition, offset, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte @Nullable [] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }

  private static byte[] readPresent(DataInputStream in) throws IOException {
    var bytes = read(in);
    return bytes == null ? new byte[0] : bytes;
  }
}
