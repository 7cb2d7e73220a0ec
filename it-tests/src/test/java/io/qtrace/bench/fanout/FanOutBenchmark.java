package io.qtrace.bench.fanout;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.streams.StreamsProperties;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The decode stage, with and without page conversions, beside the least that Kafka Streams can do,
 * {@link BareFanOut}: records of the same number and size. All run with the same settings on the
 * same embedded broker, in turns.
 *
 * <p>A program, not a test: {@code main} takes the number of chunks (default 6000), of runs
 * (default 3) and then further Kafka Streams properties as {@code name=value} for both. Needs
 * {@code -Dqtrace.home}.
 */
public final class FanOutBenchmark {

  private static final String RAW = "qtrace-raw";
  private static final String BARE = "bare-out";

  private final RawTopic kafka;
  private final EmbeddedStack stack;
  private final RawInput input;
  private final int chunks;
  private final Map<String, String> properties;

  private FanOutBenchmark(
      EmbeddedStack stack, RawTopic kafka, RawInput input, int chunks, Map<String, String> more) {
    this.stack = stack;
    this.kafka = kafka;
    this.input = input;
    this.chunks = chunks;
    this.properties = more;
  }

  public static void main(String[] arguments) throws Exception {
    int chunks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6000;
    int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    var more = new TreeMap<String, String>();
    for (int i = 2; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      more.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    var directory = Files.createTempDirectory("qtrace-bench");
    try (var stack = EmbeddedStack.start(EmbeddedOptions.in(directory).withPorts(0, 0));
        var kafka = new RawTopic(stack.bootstrap())) {
      new FanOutBenchmark(stack, kafka, RawInput.load(), chunks, more).run(runs);
    } finally {
      delete(directory);
    }
  }

  private void run(int runs) throws Exception {
    kafka.create(RAW);
    kafka.create(BARE);
    kafka.publish("qtrace-definitions", input.definitions());
    kafka.fill(RAW, input, chunks, headers());
    double eventsPerChunk = (double) input.events() / input.body().size();
    System.out.printf(
        "%d chunks of %.0f events, %d bytes per typed event%n",
        chunks, eventsPerChunk, input.typedBytes() / input.events());
    var bare = new ArrayList<Double>();
    var decode = new ArrayList<Double>();
    var whole = new ArrayList<Double>();
    for (int i = 0; i <= runs; i++) {
      double bareRate = bare("bare-" + i) * eventsPerChunk;
      double decodeRate = decode("decode-" + i, false) * eventsPerChunk;
      double wholeRate = decode("whole-" + i, true) * eventsPerChunk;
      print(i == 0 ? "warm-up" : "run " + i + "  ", bareRate, decodeRate, wholeRate);
      if (i > 0) {
        bare.add(bareRate);
        decode.add(decodeRate);
        whole.add(wholeRate);
      }
    }
    print("median ", median(bare), median(decode), median(whole));
  }

  private static void print(String run, double bare, double decode, double whole) {
    System.out.printf(
        "%s  bare %,10.0f events/s   decode %,10.0f events/s, %.0f %% of that   with conversions"
            + " %,10.0f events/s, %.0f %% of decode%n",
        run, bare, decode, 100 * decode / bare, whole, 100 * whole / decode);
  }

  private Map<String, String> headers() {
    return Map.of(
        RawHeaders.FORMAT, "simple",
        RawHeaders.DEFINITIONS, input.definitions().fingerprint(),
        RawHeaders.HOST, "host",
        RawHeaders.CLOCK_OFFSET_NS, "0");
  }

  private double bare(String application) throws Exception {
    var settings = StreamsProperties.of(config(application, Map.of()));
    try (var streams = new KafkaStreams(BareFanOut.topology(input, RAW, BARE), settings)) {
      streams.start();
      return kafka.chunksPerSecond(application, RAW);
    }
  }

  private double decode(String application, boolean withConversions) throws Exception {
    var config = config(application, Map.of("conversions.enabled", "" + withConversions));
    try (var decoding = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {})) {
      decoding.start();
      double rate = kafka.chunksPerSecond(application, RAW);
      return rate;
    }
  }

  private DecodeConfig config(String application, Map<String, String> more) {
    var all = new TreeMap<>(more);
    properties.forEach((name, value) -> all.put("kafka." + name, value));
    all.put("application.id", application);
    all.put("bootstrap", stack.bootstrap());
    all.put("registry", stack.registryUrl());
    all.put("state.dir", stack.stateDirectory().toString());
    var guarantee = properties.get("processing.guarantee");
    if (guarantee != null) {
      all.put("guarantee", guarantee);
    }
    return DecodeConfig.from(all);
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElse(Double.NaN);
  }

  private static void delete(Path directory) throws Exception {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
