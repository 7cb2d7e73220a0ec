package io.qtrace.cli.up;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.conversions.WindowTable;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.send.SendJob;
import io.qtrace.cli.send.delivery.RecordTime;
import io.qtrace.cli.send.outcome.Waiting;
import io.qtrace.cli.tail.EventCounts;
import io.qtrace.cli.tail.EventCounts.EventCount;
import io.qtrace.cli.tail.JsonLines;
import io.qtrace.cli.tail.TopicFollower;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.definition.Definitions;
import io.qtrace.frame.Framed;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.source.ClockAnchor;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Sends the bundled trace through a running stack and shows what comes out of the typed topics. */
final class Demo {

  private static final String TRACE = "/io/qtrace/demo/cvm.simple.zst";
  private static final String DEFINITIONS = "/io/qtrace/demo/trace-events";
  private static final String VM = "demo-vm";
  private static final String HOST = "demo-host";
  private static final String SHOWN = "ram_block_attributes_state_change";

  private static final Duration WINDOWS = Duration.ofSeconds(30);

  private final Console console;
  private final Everything everything;

  Demo(Console console, Everything everything) {
    this.console = console;
    this.everything = everything;
  }

  /**
   * @param directory for the unpacked trace
   */
  void run(Path directory) throws IOException, InterruptedException {
    send(unpack(directory));
    var endpoint = everything.endpoint();
    try (var schemas = new WriterSchemas(endpoint.registry(), new StopSignal())) {
      var counts = EventCounts.read(endpoint, schemas);
      show(counts, schemas);
      showWindows(counts.stream().filter(Demo::isShown).mapToLong(EventCount::count).sum());
    }
  }

  private static boolean isShown(EventCount event) {
    return event.event().equals(SHOWN);
  }

  /** Waits until the windows have all conversions, or it takes too long. */
  private void showWindows(long conversions) throws IOException, InterruptedException {
    var topic = everything.config().topics().names().ramBlockConversions();
    console.print("\nPage conversions per RAM block and window, from %s:\n\n".formatted(topic));
    var table = new WindowTable(console.out());
    long counted = 0;
    long deadline = System.nanoTime() + WINDOWS.toNanos();
    try (var follower = new TopicFollower(everything.endpoint(), topic, true)) {
      while (counted < conversions && System.nanoTime() < deadline) {
        for (var result : follower.poll()) {
          var window = Framed.read(result.value(), RamBlockConversions.class);
          counted += window.getCount();
          table.block(window);
        }
      }
    }
    table.flush();
    if (counted < conversions) {
      throw Failure.badInput(
          "%,d of %,d conversions are in no window; see the log"
              .formatted(conversions - counted, conversions));
    }
  }

  private static Path unpack(Path directory) throws IOException {
    var file = directory.resolve("demo-trace.zst");
    try (var trace = resource(TRACE)) {
      Files.copy(trace, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private void send(Path trace) throws IOException {
    Definitions definitions;
    try (var text = resource(DEFINITIONS)) {
      definitions = Definitions.parse("demo trace-events", text.readAllBytes());
    }
    var options =
        new SendJob.Options(
            VM,
            HOST,
            definitions,
            ChunkReader.DEFAULT_CHUNK_BYTES,
            RecordTime.event,
            false,
            true,
            Waiting.ALWAYS,
            new ClockAnchor.Now());
    try (var cluster = KafkaCluster.connect(everything.config())) {
      var job = new SendJob(console, false, cluster, options);
      if (!job.send(trace, trace, TraceFormat.SIMPLE, 0)) {
        throw Failure.badInput("the bundled trace went to the dead letters; see the log");
      }
    }
  }

  private void show(List<EventCount> counts, WriterSchemas schemas) {
    var table = new StringBuilder();
    long total = 0;
    for (var event : counts) {
      table.append(row(event.event(), event.count(), event.topic()));
      total += event.count();
    }
    table.append(row("total", total, counts.size() + " topics"));
    console.print("\n" + row("event", "count", "topic") + table);
    counts.stream().filter(Demo::isShown).findFirst().ifPresent(event -> showOne(event, schemas));
  }

  private void showOne(EventCount event, WriterSchemas schemas) {
    console.print("\nOne of them, read with its schema from the registry:\n\n");
    try {
      new JsonLines(schemas, console.out()).write(event.sample(), event.topic());
      console.out().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }

  private static String row(String event, long count, String topic) {
    return row(event, String.format(Locale.ROOT, "%,d", count), topic);
  }

  private static String row(String event, String count, String topic) {
    return String.format(Locale.ROOT, "  %-36s %9s  %s%n", event, count, topic);
  }

  private static InputStream resource(String name) {
    var resource = Demo.class.getResourceAsStream(name);
    if (resource == null) {
      throw new IllegalStateException(name + " is missing from the jar; build it again");
    }
    return resource;
  }
}
