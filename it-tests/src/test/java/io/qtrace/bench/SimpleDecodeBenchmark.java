package io.qtrace.bench;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.SimpleReader;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per event from raw records to framed Avro values, validation on, beside the same through
 * GenericRecord.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class SimpleDecodeBenchmark {

  private Capture capture;
  private SimpleReader reader;
  private TypedEventEncoder encoder;
  private GenericRoute generic;
  private long result;

  @Setup
  public void load() throws IOException {
    capture = Capture.load();
    reader = new SimpleReader(capture.definitions());
    reader.read(capture.mapping(), 0, capture.mapping().length, true, new EventsOnly(e -> {}));
    encoder =
        new TypedEventEncoder(
            new EventTranscoders(capture.definitions()),
            new Origin("host-1.example", "vm-4711", 1L << 60, 0));
    generic = new GenericRoute(capture.definitions(), "host-1.example", "vm-4711", 1L << 60);
  }

  /** The product's hot path. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public long rawToFramedAvro() {
    return read(event -> result += encoder.encode(event, 42));
  }

  /** Finding, checking and mapping the records alone. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public long readOnly() {
    return read(event -> result += event.to - event.from);
  }

  /** The rival: a GenericRecord per event and Avro's own writer. */
  @Benchmark
  @OperationsPerInvocation(Capture.EVENTS)
  public long rawToFramedAvroByGenericRecord() {
    return read(event -> result += generic.encode(event, 42).length);
  }

  private long read(Consumer<RawEvent> handler) {
    reader.read(capture.events(), 0, capture.events().length, true, new EventsOnly(handler));
    return result;
  }
}
