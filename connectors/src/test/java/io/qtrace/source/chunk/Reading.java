package io.qtrace.source.chunk;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * All that a reader finds in a source, each with its place in it. Two readings that are equal make
 * the same typed events, dead letters, conversions and sums.
 */
final class Reading implements RawRecordHandler {

  private static final int FIELDS = 4;
  private static final int EVENT = -1;
  private static final int DROPPED = -2;
  private static final int OTHER = -3;
  private static final int HEADER = -4;
  private static final int MAPPING = -5;
  private static final int REJECTED = -6;

  /** Of each find: what, where, how long, and a hash of what else it says. */
  private long[] finds = new long[1 << 12];

  private int size;
  private long offset;
  private byte[] buffer = new byte[0];

  long events;
  long rejections;

  /** Of everything but the newlines of a log. */
  long bytes;

  /** The source in one piece, in a buffer that moves. */
  static Reading whole(
      byte[] source, TraceFormat format, Definitions definitions, int bufferBytes) {
    var reading = new Reading();
    var reader = reader(format, definitions);
    int step = bufferBytes;
    int from = 0;
    while (from < source.length) {
      int to = Math.min(source.length, from + step);
      reading.buffer = Arrays.copyOfRange(source, from, to);
      reading.offset = from;
      int read = reader.read(reading.buffer, 0, to - from, to == source.length, reading);
      step = read == 0 ? 2 * step : bufferBytes;
      from += read;
    }
    return reading;
  }

  /** The source chunk by chunk. */
  static Reading cut(byte[] source, TraceFormat format, Definitions definitions, int chunkBytes)
      throws IOException {
    var in = new ByteArrayInputStream(source);
    var reading = new Reading();
    reading.add(
        new ChunkReader(in, format, definitions, chunkBytes), 0, reader(format, definitions));
    return reading;
  }

  /** The source as it is sent while it grows. */
  static Reading grown(byte[] source, TraceFormat format, Definitions definitions, int[] cuts)
      throws IOException {
    var reading = new Reading();
    var reader = reader(format, definitions);
    long sent = 0;
    for (int cut : cuts) {
      var in = new ByteArrayInputStream(source, 0, cut);
      sent = reading.add(ChunkReader.ofGrowing(in, format, definitions, 4096), sent, reader);
    }
    var rest = new ChunkReader(new ByteArrayInputStream(source), format, definitions, 4096);
    reading.add(rest, sent, reader);
    return reading;
  }

  /** Reads what is behind an offset, each chunk as the decode stage does. */
  private long add(ChunkReader chunks, long behind, Reader reader) throws IOException {
    long end = behind;
    for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
      var chunk = next.get();
      if (chunk.endBytes() > behind) {
        int skipped = (int) Math.max(0, behind - chunk.offsetBytes());
        offset = chunk.offsetBytes() + skipped;
        if (offset != end) {
          throw new AssertionError("a chunk begins at %d, not %d".formatted(offset, end));
        }
        buffer = Arrays.copyOfRange(chunk.bytes(), skipped, chunk.bytes().length);
        reader.read(buffer, 0, buffer.length, true, this);
        end = chunk.endBytes();
      }
    }
    return end;
  }

  /**
   * Whether something was rejected that looks like a record that ends here. While the source ends
   * there too, it cannot be told from one, see docs/adr/0021.
   */
  boolean rejectsARecordThatEndsAt(byte[] source, int end) {
    for (int i = 0; i < size; i += FIELDS) {
      int at = (int) Math.max(0, finds[i + 1]); // less than 0: in no place of its own
      if (finds[i] == REJECTED
          && (recordEnd(source, at, LITTLE_ENDIAN) == end
              || recordEnd(source, at, BIG_ENDIAN) == end)) {
        return true;
      }
    }
    return false;
  }

  /** As the record's header says. */
  private static long recordEnd(byte[] source, int at, ByteOrder order) {
    if (source.length - at < 28) {
      return -1;
    }
    var header = ByteBuffer.wrap(source, at, 28).order(order);
    long type = header.getLong();
    return switch ((int) type) {
      case 0 -> at + 20L + header.getInt(at + 16);
      case 1 -> at + 8L + header.getInt(at + 24);
      default -> -1;
    };
  }

  private interface Reader {
    int read(byte[] b, int from, int to, boolean last, RawRecordHandler handler);
  }

  private static Reader reader(TraceFormat format, Definitions definitions) {
    return switch (format) {
      case SIMPLE -> new SimpleReader(definitions)::read;
      case LOG -> new LogReader(definitions)::read;
    };
  }

  @Override
  public void event(RawEvent event) {
    events++;
    long hash = event.timestampNs * 31 + event.pid * 17L + event.definition + 7 * event.threadId;
    for (int i = event.argumentsFrom; i < event.argumentsTo; i++) {
      hash = hash * 31 + event.arguments[i];
    }
    add(EVENT, event.buffer, event.from, event.to, hash);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    add(DROPPED, buffer, 0, 40, 31 * (31 * timestampNs + pid) + count);
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] b, int from, int to) {
    rejections++;
    add(REJECTED, b, from, to, reason.name().hashCode());
  }

  @Override
  public void other(byte[] b, int from, int to) {
    add(OTHER, b, from, to, 0);
  }

  @Override
  public void header(byte[] b, int from, int to) {
    add(HEADER, b, from, to, 0);
  }

  @Override
  public void mapping(byte[] b, int from, int to) {
    add(MAPPING, b, from, to, 0);
  }

  private void add(int what, byte[] b, int from, int to, long hash) {
    if (size + FIELDS > finds.length) {
      finds = Arrays.copyOf(finds, 2 * finds.length);
    }
    int length = to - from;
    bytes += length;
    finds[size] = what;
    finds[size + 1] = what == DROPPED ? 0 : b == buffer ? offset + from : Long.MIN_VALUE;
    finds[size + 2] = length;
    finds[size + 3] = hash;
    size += FIELDS;
  }

  /** Where the other reading begins to be another one; empty if it does not. */
  String differenceTo(Reading other) {
    int at = Arrays.mismatch(finds, 0, size, other.finds, 0, other.size);
    return at < 0 ? "" : "%s, but %s".formatted(describe(at / FIELDS), other.describe(at / FIELDS));
  }

  private String describe(int find) {
    int at = find * FIELDS;
    if (at >= size) {
      return "nothing behind %d finds".formatted(size / FIELDS);
    }
    var what =
        switch ((int) finds[at]) {
          case EVENT -> "event";
          case DROPPED -> "dropped record";
          case OTHER -> "other line";
          case HEADER -> "header";
          case MAPPING -> "mapping record";
          default -> reason(finds[at + 3]);
        };
    return "%s at byte %d, %d bytes (%x)"
        .formatted(what, finds[at + 1], finds[at + 2], finds[at + 3]);
  }

  private static String reason(long hash) {
    for (var reason : Rejection.values()) {
      if (reason.name().hashCode() == hash) {
        return reason.name();
      }
    }
    throw new IllegalStateException("no reason has the hash " + hash);
  }
}
