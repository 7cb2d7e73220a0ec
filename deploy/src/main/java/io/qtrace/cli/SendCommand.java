package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.DefinitionFiles;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.send.LogStream;
import io.qtrace.cli.send.RecordTime;
import io.qtrace.cli.send.SendJob;
import io.qtrace.cli.send.Waiting;
import io.qtrace.cli.stage.StageConfig;
import io.qtrace.definition.Definitions;
import io.qtrace.source.ChunkReader;
import io.qtrace.source.TraceFormat;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.DecodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "send",
    description = {
      "Send trace files to the raw topic, exactly once.",
      "What was killed goes on where it stopped when the same command is given again, and a file",
      "that has grown is continued: a record or line at its end that is not whole waits for the rest.",
      "(Kafka keeps the progress for offsets.retention.minutes.)"
    },
    footer = {
      "",
      "Examples:",
      "  qtrace send trace-4711 --vm vm-7 --definitions /usr/share/qemu/trace-events-all",
      "  qemu-system-x86_64 … 2>&1 | qtrace send - --vm vm-7",
      "  qtrace send qemu.log.zst --vm vm-8 --anchor 2026-11-22T17:04:10Z",
      "  qtrace send trace-4711 --vm vm-7 --bootstrap kafka-1:9092,kafka-2:9092 --no-wait"
    })
final class SendCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "Simple traces or logs; may be compressed with zstd or gzip. - is standard input: a log,",
        "each line of which is sent as soon as it is there."
      })
  private List<Path> files = List.of();

  @Option(names = "--vm", required = true, paramLabel = "ID", description = "The traced VM.")
  private String vm = "";

  @Option(names = "--host", paramLabel = "NAME", description = "The host it ran on.")
  private String host = "";

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description = {
        "The trace-events-all of the QEMU that wrote the trace; it is published once.",
        "Default: what the topology has as its default, the built-in events."
      })
  private @Nullable Path definitions;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description = "simple or log. Default: what the first bytes look like.")
  private @Nullable TraceFormat inputFormat;

  @Option(
      names = "--chunk-bytes",
      paramLabel = "N",
      defaultValue = "" + ChunkReader.DEFAULT_CHUNK_BYTES,
      description = "Most bytes per raw Kafka record. Default: ${DEFAULT-VALUE}.")
  private int chunkBytes = ChunkReader.DEFAULT_CHUNK_BYTES;

  @Option(
      names = "--record-time",
      paramLabel = "WHICH",
      defaultValue = "event",
      description = {
        "Time stamp of raw Kafka records, which their retention goes by: event (the newest event",
        "in it) or now. Typed events have their own time either way. Default: ${DEFAULT-VALUE}."
      })
  private RecordTime recordTime = RecordTime.event;

  @Option(names = "--again", description = "Send a file again that was sent already.")
  private boolean again;

  @Option(
      names = "--final",
      description = {
        "The files do not grow any more: what is cut off at their ends is sent as it is. Compressed",
        "files and standard input are always final."
      })
  private boolean isFinal;

  @Option(
      names = "--wait",
      description = "Wait until the topology has decoded it. Default: if a topology is running.")
  private boolean wait;

  @Option(names = "--no-wait", description = "Don't wait for the topology.")
  private boolean noWait;

  @Mixin private ClockOptions clock = new ClockOptions();
  @Mixin private Connection connection = new Connection();

  /** For key, headers and what Kafka puts around a record. */
  private static final int ROOM_BYTES = 64 << 10;

  private static final Path STDIN = Path.of("-");

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  SendCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws IOException {
    requirePossible();
    var config = config();
    @Nullable Definitions known =
        definitions == null ? null : DefinitionFiles.read(definitions, console::tell);
    if (files.contains(STDIN)) {
      return sendStdin(config, known);
    }
    for (var file : files) {
      requireReadable(file); // A misspelt name is to be told before anything is sent.
    }
    var options =
        new SendJob.Options(
            vm, host, known, chunkBytes, recordTime, again, isFinal, waiting(), clock.anchor());
    try (var cluster = KafkaCluster.connect(config)) {
      var job = new SendJob(console, globals.quiet(), cluster, config, options);
      boolean clean = true;
      for (var file : files) {
        clean &= send(job, file);
      }
      return clean ? ExitCode.DONE : ExitCode.BAD_INPUT;
    }
  }

  private void requirePossible() {
    if (vm.isBlank()) {
      throw Failure.usage("--vm: is empty; give the id that records and results shall have");
    }
    int most = TopicPlan.MAX_RAW_BYTES - ROOM_BYTES;
    if (chunkBytes < 1 || chunkBytes > most) {
      throw Failure.usage("--chunk-bytes %d: give 1 to %d".formatted(chunkBytes, most));
    }
  }

  /** A pipe is opened once only, when it is sent. */
  private static void requireReadable(Path file) throws IOException {
    var input = new TraceInput(file);
    if (Files.isRegularFile(file) || Files.notExists(file)) {
      input.open().close();
    }
  }

  private boolean send(SendJob job, Path file) throws IOException {
    try (var input = new TraceInput(file).keep()) {
      TraceFormat format;
      try (var trace = input.open()) {
        format = input.format(trace, inputFormat);
      }
      return job.send(file, input.file(), format);
    } catch (Failure e) {
      throw naming(files.subList(files.indexOf(file) + 1, files.size()), e);
    }
  }

  private static Failure naming(List<Path> unsent, Failure e) {
    return unsent.isEmpty()
        ? e
        : Failure.badInput(
            "%s; not sent either: %s"
                .formatted(
                    e.getMessage(),
                    unsent.stream().map(Path::toString).collect(Collectors.joining(", "))),
            e);
  }

  private int sendStdin(DecodeConfig config, @Nullable Definitions known) throws IOException {
    if (files.size() > 1 || inputFormat == TraceFormat.SIMPLE || wait || again) {
      throw Failure.usage(
          "standard input is one log that goes on until it ends: it goes with no other FILE, nor with"
              + " --input-format simple, --wait or --again");
    }
    try (var cluster = KafkaCluster.connect(config)) {
      SendJob.createTopics(config);
      var origin = new LogStream.Origin(vm, host, known);
      var names = config.topics().names();
      try (var stream = new LogStream(cluster, names, origin, chunkBytes)) {
        long chunks = stream.send(System.in);
        if (!globals.quiet()) {
          console.tell("standard input: sent %,d chunks to %s".formatted(chunks, names.raw()));
        }
      }
    }
    return ExitCode.DONE;
  }

  private DecodeConfig config() {
    var defaults = new HashMap<String, String>();
    for (var key : List.of("application.id", "definitions.default")) {
      settings.find(key).ifPresent(setting -> defaults.put(key, setting.value()));
    }
    return StageConfig.of(settings, defaults, connection.asProperties());
  }

  private Waiting waiting() {
    if (wait && noWait) {
      throw Failure.usage("--wait and --no-wait contradict each other; give one");
    }
    return wait ? Waiting.ALWAYS : noWait ? Waiting.NEVER : Waiting.IF_DECODING;
  }
}
