package io.qtrace.cli.send;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.option.ClockOptions;
import io.qtrace.cli.option.EmptyOptions;
import io.qtrace.cli.option.HeaderOptions;
import io.qtrace.cli.send.delivery.RecordTime;
import io.qtrace.cli.send.outcome.Waiting;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.definition.Definitions;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.text.Counts;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.setting.StageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qtrace send}. */
@Command(
    name = "send",
    description = {
      "Send trace files to the raw topic, exactly once.",
      "What was killed goes on where it stopped when the same command is given again, and a file",
      "that has grown is continued: a record or line at its end that is not whole waits for the"
          + " rest.",
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
public final class SendCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "Simple traces or logs; may be compressed with zstd or gzip, and may be pipes. - is"
            + " standard",
        "input: each line of a log is sent as soon as it is there, all else once it has ended."
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
        "The files do not grow any more: what is cut off at their ends is sent as it is."
            + " Compressed",
        "files and standard input are always final."
      })
  private boolean isFinal;

  @Option(
      names = "--wait",
      description = "Wait until the topology has decoded it. Default: if a topology is running.")
  private boolean wait;

  @Option(names = "--no-wait", description = "Don't wait for the topology.")
  private boolean noWait;

  @Mixin private HeaderOptions header = new HeaderOptions();
  @Mixin private EmptyOptions empty = new EmptyOptions();
  @Mixin private ClockOptions clock = new ClockOptions();
  @Mixin private Connection connection = new Connection();

  /** For key, headers and what Kafka puts around a record. */
  private static final int ROOM_BYTES = 64 << 10;

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  public SendCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws IOException {
    requirePossible();
    console.requireOneStdin(concat(files, definitions));
    var config = config();
    @Nullable Definitions known =
        definitions == null ? null : DefinitionFiles.read(definitions, console);
    if (files.contains(Console.STDIN) && isLiveLog()) {
      return sendStdin(config, known);
    }
    var sending =
        new SendFiles(
            console, files, new SendFiles.Reading(inputFormat, header, known, nameOfDefinitions()));
    var found = sending.readable();
    var options =
        new SendJob.Options(
            vm, host, known, chunkBytes, recordTime, again, isFinal, waiting(), clock.anchor());
    var readable = found.stream().filter(this::hasBytes).toList();
    if (readable.isEmpty()) {
      return sending.send(readable, SendCommand::noJob, empty.allowEmpty());
    }
    try (var cluster = KafkaCluster.connect(config)) {
      createTopics(config);
      var job = new SendJob(console, globals.quiet(), cluster, options);
      return sending.send(readable, () -> job, empty.allowEmpty());
    }
  }

  /** Of an empty file nobody needs to ask Kafka anything. */
  private boolean hasBytes(Path file) {
    boolean isEmpty = Files.isRegularFile(file) && file.toFile().length() == 0;
    if (isEmpty && !globals.quiet()) {
      console.tell("%s: empty, nothing to send".formatted(DefinitionFiles.nameOf(file)));
    }
    return !isEmpty;
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

  private static SendJob noJob() {
    throw new IllegalStateException("nothing is sent");
  }

  private static List<@Nullable Path> concat(List<Path> files, @Nullable Path another) {
    var all = new ArrayList<@Nullable Path>(files);
    all.add(another);
    return all;
  }

  private String nameOfDefinitions() {
    return EventCheck.nameOf(
        definitions != null
            ? definitions
            : settings
                .find("definitions.default")
                .map(found -> Path.of(found.value()))
                .orElse(null));
  }

  /** Whether standard input is sent as it comes; else it is read to its end first, as a file is. */
  private boolean isLiveLog() throws IOException {
    if (header.format(inputFormat) == TraceFormat.SIMPLE || !LogStream.isLog(console.in())) {
      return false;
    }
    if (inputFormat == null) {
      LogStream.refuseOthers(console.in());
    }
    if (files.size() > 1 || wait || again) {
      throw Failure.usage(
          "standard input is a log, which is sent as it comes until it ends: it goes with no other"
              + " FILE, nor with --wait or --again");
    }
    return true;
  }

  private int sendStdin(DecodeConfig config, @Nullable Definitions known) throws IOException {
    try (var cluster = KafkaCluster.connect(config)) {
      createTopics(config);
      var readWith = known == null ? config.defaultDefinitions() : known;
      var check = new EventCheck(readWith, nameOfDefinitions());
      var origin = new LogStream.Origin(vm, host, known);
      var names = config.topics().names();
      try (var stream = new LogStream(cluster, origin, readWith, chunkBytes)) {
        long chunks = stream.send(console.in(), check);
        if (!globals.quiet()) {
          console.tell(
              "standard input: sent %s to %s".formatted(Counts.of(chunks, "chunk"), names.raw()));
        }
        boolean isAccepted =
            empty.accepts("standard input", stream.problem(), console, globals.quiet());
        var rejections = stream.rejections();
        if (!rejections.isEmpty() && !globals.quiet()) {
          console.tell("standard input: " + rejections);
        }
        return isAccepted && rejections.isEmpty() ? ExitCode.DONE : ExitCode.BAD_INPUT;
      }
    }
  }

  private void createTopics(DecodeConfig config) {
    var retention = StageSettings.RAW_RETENTION.key();
    SendJob.createTopics(
        config,
        connection.asProperties().containsKey(retention) || settings.find(retention).isPresent());
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
