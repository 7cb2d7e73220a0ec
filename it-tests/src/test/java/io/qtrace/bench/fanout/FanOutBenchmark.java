package io.qtrace.bench.fanout;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.embedded.EmbeddedOptions;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.raw.RawHeaders;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.DecodeConfig;
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
 * The decode stage beside the least that Kafka Streams can do, {@link BareFanOut}: records of the
 * same number and size. Both run with the same settings on the same embedded broker, in turns.
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
    for (int i = 0; i <= runs; i++) {
      double bareRate = bare("bare-" + i) * eventsPerChunk;
      double decodeRate = decode("decode-" + i) * eventsPerChunk;
      System.out.printf(
          "%s  bare %,10.0f events/s   decode %,10.0f events/s   %.0f %%%n",
          i == 0 ? "warm-up" : "run " + i + "  ",
          bareRate,
          decodeRate,
          100 * decodeRate / bareRate);
      if (i > 0) {
        bare.add(bareRate);
        decode.add(decodeRate);
      }
    }
    System.out.printf(
        "median   bare %,10.0f events/s   decode %,10.0f events/s   %.0f %%%n",
        median(bare), median(decode), 100 * median(decode) / median(bare));
  }

  private Map<String, String> headers() {
    return Map.of(
        RawHeaders.FORMAT, "simple",
        RawHeaders.DEFINITIONS, input.definitions().fingerprint(),
        RawHeaders.HOST, "host",
        RawHeaders.CLOCK_OFFSET_NS, "0");
  }

  private double bare(String application) throws Exception {
    var settings = config(application).streamsProperties();
    try (var streams = new KafkaStreams(BareFanOut.topology(input, RAW, BARE), settings)) {
      streams.start();
      return kafka.chunksPerSecond(application, RAW);
    }
  }

  private double decode(String application) throws Exception {
    try (var decoding =
        new DecodeApplication(config(application), new SimpleMeterRegistry(), state -> {})) {
      decoding.start();
      double rate = kafka.chunksPerSecond(application, RAW);
      System.out.println("         " + decoding.ledger());
      return rate;
    }
  }

  private DecodeConfig config(String application) {
    var all = new TreeMap<String, String>();
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
