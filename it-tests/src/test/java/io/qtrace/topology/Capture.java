package io.qtrace.topology;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.source.chunk.Chunk;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.file.TraceFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The bundled capture, cut into chunks. */
public record Capture(Definitions definitions, List<Chunk> chunks, Map<String, Long> counts) {

  public static Capture load() throws IOException {
    try (var text = open("trace-events");
        var trace = new ZstdInputStream(open("cvm.simple.zst"))) {
      var definitions = Definitions.parse("trace-events", text.readAllBytes());
      var bytes = trace.readAllBytes();
      return new Capture(definitions, cut(definitions, bytes), count(definitions, bytes));
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(Capture.class.getResourceAsStream("/io/qtrace/demo/" + name));
  }

  private static List<Chunk> cut(Definitions definitions, byte[] trace) throws IOException {
    var in = new ByteArrayInputStream(trace);
    var reader = new ChunkReader(in, TraceFormat.SIMPLE, definitions, 1 << 15);
    var chunks = new ArrayList<Chunk>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      chunks.add(next.get());
    }
    return chunks;
  }

  /** How often each event occurs, counted without Kafka. */
  private static Map<String, Long> count(Definitions definitions, byte[] trace) {
    var counts = new TreeMap<String, Long>();
    var counter =
        new RawRecordHandler() {
          @Override
          public void event(RawEvent event) {
            counts.merge(definitions.events().get(event.definition).name(), 1L, Long::sum);
          }

          @Override
          public void dropped(long timestampNs, int pid, long count) {}

          @Override
          public void rejected(Rejection reason, String detail, byte[] b, int from, int to) {
            throw new AssertionError(detail);
          }

          @Override
          public void other(byte[] buffer, int from, int to) {}
        };
    new SimpleReader(definitions).read(trace, 0, trace.length, true, counter);
    return counts;
  }

  /** The trace as QEMU wrote it. */
  public byte[] trace() {
    var trace = new ByteArrayOutputStream();
    chunks.forEach(chunk -> trace.writeBytes(chunk.bytes()));
    return trace.toByteArray();
  }

  public long events() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
