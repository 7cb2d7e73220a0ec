package io.qtrace.bench;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEvent;
import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.SimpleReader;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * Time per page conversion, with its share of all memory events: attribution and windows beside
 * only reading the facts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class ConversionBenchmark {

  private static final int CONVERSIONS = 7680;
  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("10s,1m"), Duration.ofSeconds(5));

  private static final VmConversions.Settings NO_WINDOWS =
      new VmConversions.Settings(List.of(), Duration.ofSeconds(5));

  private byte[] facts = new byte[0];
  private final Count count = new Count();
  private final Ignored ignored = new Ignored();

  @Setup
  public void load() throws IOException {
    Definitions definitions;
    try (var in = resource("trace-events")) {
      definitions = Definitions.parse("definitions", in.readAllBytes());
    }
    byte[] trace;
    try (var in = new ZstdInputStream(resource("cvm.simple.zst"))) {
      trace = in.readAllBytes();
    }
    var written = new MemoryFacts();
    var feed = new MemoryEventFeed(new MemoryEventReader(definitions));
    feed.to(written);
    new SimpleReader(definitions)
        .read(
            trace,
            0,
            trace.length,
            true,
            new EventsOnly(event -> feed.event(event, event.timestampNs, 0)));
    feed.report();
    facts = written.toByteArray();
    count.conversions = 0;
    factsToWindows();
    if (count.conversions != CONVERSIONS) {
      throw new IllegalStateException(
          "the capture has %d conversions".formatted(count.conversions));
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        ConversionBenchmark.class.getResourceAsStream("/io/qtrace/demo/" + name), name);
  }

  /** From facts to the last window. */
  @Benchmark
  @OperationsPerInvocation(CONVERSIONS)
  public long factsToWindows() {
    var vm = new VmConversions("vm", "host", SETTINGS, count);
    MemoryFacts.replay(facts, vm);
    vm.silence();
    return count.conversions;
  }

  /** Attribution and footprint without windows: the difference is what windows cost. */
  @Benchmark
  @OperationsPerInvocation(CONVERSIONS)
  public long factsToConversions() {
    var vm = new VmConversions("vm", "host", NO_WINDOWS, count);
    MemoryFacts.replay(facts, vm);
    vm.silence();
    return count.conversions;
  }

  /** The same facts, only read. */
  @Benchmark
  @OperationsPerInvocation(CONVERSIONS)
  public long readFacts() {
    MemoryFacts.replay(facts, ignored);
    return ignored.sum;
  }

  private static final class Count implements Results {

    private long conversions;

    @Override
    public void conversion(Conversion conversion, long position) {
      conversions++;
    }

    @Override
    public void late(Conversion conversion, Late why) {}

    @Override
    public void refused(RefusedConversion refused) {}

    @Override
    public void block(RamBlockConversions window) {}

    @Override
    public void vm(ConversionRollup window, Latencies latencies) {}
  }

  /** Does nothing with what it is told but look at it. */
  private static final class Ignored implements MemoryEvents {

    private long sum;

    @Override
    public void host(String name) {
      sum += name.length();
    }

    @Override
    public void hostClock(long epochMs) {
      sum += epochMs;
    }

    @Override
    public void process(int pid) {
      sum += pid;
    }

    @Override
    public void progress(long epochNs, long bytes) {
      sum += epochNs + bytes;
    }

    @Override
    public void runState(MemoryEvent.RunState event) {
      sum += event.epochNs();
    }

    @Override
    public void reset() {
      sum++;
    }

    @Override
    public void silence() {
      sum++;
    }

    @Override
    public void allocated(MemoryEvent.Allocated event) {
      sum += event.block().length() + event.size() + event.host();
    }

    @Override
    public void slot(MemoryEvent.SlotSet event) {
      sum +=
          event.slot()
              + event.gpa()
              + event.size()
              + event.userspace()
              + event.guestMemfd()
              + event.guestMemfdOffset();
    }

    @Override
    public void exited(MemoryEvent.Exited event) {
      sum += event.vcpu();
    }

    @Override
    public void caused(MemoryEvent.Caused event) {
      sum += event.gpa() + event.size() + event.threadId();
    }

    @Override
    public void requested(MemoryEvent.Requested event) {
      sum += event.epochNs() + event.gpa() + event.size() + event.threadId();
    }

    @Override
    public void changed(MemoryEvent.Changed event) {
      sum += event.epochNs() + event.position() + event.offset() + event.size() + event.threadId();
    }

    @Override
    public void discarded(MemoryEvent.Discarded event) {
      sum += event.block().length() + event.host() + event.length() + event.threadId();
    }

    @Override
    public void lost(long count) {
      sum += count;
    }

    @Override
    public void layout(MemoryLayout layout) {
      sum += layout.blocks().size();
    }
  }
}
