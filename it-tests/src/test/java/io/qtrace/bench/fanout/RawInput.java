package io.qtrace.bench.fanout;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A capture cut into chunks: the bundled one, or the files named by {@code -Dqtrace.bench.trace}
 * and {@code -Dqtrace.bench.definitions}.
 *
 * @param head chunks with mapping records
 * @param body chunks of events, to be sent again and again
 * @param events in the body
 * @param typedBytes all typed events of the body together
 */
record RawInput(
    Definitions definitions, List<byte[]> head, List<byte[]> body, long events, long typedBytes) {

  static RawInput load() throws IOException {
    try (var definitions = open("qtrace.bench.definitions", "trace-events");
        var trace = open("qtrace.bench.trace", "cvm.simple.zst");
        var unpacked = new ZstdInputStream(trace)) {
      return cut(
          Definitions.parse("definitions", definitions.readAllBytes()), unpacked.readAllBytes());
    }
  }

  private static InputStream open(String property, String resource) throws IOException {
    var named = System.getProperty(property);
    return named == null
        ? Objects.requireNonNull(RawInput.class.getResourceAsStream("/io/qtrace/demo/" + resource))
        : Files.newInputStream(Path.of(named));
  }

  private static RawInput cut(Definitions definitions, byte[] trace) throws IOException {
    var count = new Count(definitions);
    var reader = new SimpleReader(definitions);
    var head = new ArrayList<byte[]>();
    var body = new ArrayList<byte[]>();
    var chunks =
        new ChunkReader(
            new ByteArrayInputStream(trace),
            TraceFormat.SIMPLE,
            definitions,
            ChunkReader.DEFAULT_CHUNK_BYTES);
    for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
      var bytes = next.get().bytes();
      count.hasMapping = false;
      reader.read(bytes, 0, bytes.length, true, count);
      (count.hasMapping ? head : body).add(bytes);
      if (count.hasMapping) {
        count.events = 0;
        count.typedBytes = 0;
      }
    }
    return new RawInput(definitions, head, body, count.events, count.typedBytes);
  }

  private static final class Count implements RawRecordHandler {

    private final TypedEventEncoder encoder;
    private boolean hasMapping;
    private long events;
    private long typedBytes;

    Count(Definitions definitions) {
      encoder =
          new TypedEventEncoder(
              new EventTranscoders(definitions), new Origin("host", "vm-0", 0, 0));
    }

    @Override
    public void event(RawEvent event) {
      events++;
      typedBytes += encoder.encode(event, 0);
    }

    @Override
    public void mapping(byte[] buffer, int from, int to) {
      hasMapping = true;
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      throw new IllegalStateException("the capture has a record that cannot be decoded: " + detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }
}
