package io.qtrace.cli.deadletter;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.contract.DeadLetter;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.text.Counts;
import io.qtrace.text.Nearest;
import io.qtrace.topology.raw.DeadLetters;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "replay",
    description = {
      "Put dead letters back into the raw topic, to be decoded again.",
      "Do so once their cause is gone, for example after the definitions they waited for were published.",
      "Each is put back once; a replay goes on where the last one ended."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace dead-letter replay",
      "  qtrace dead-letter replay --vm vm-7 --reason UNKNOWN_EVENT --from-beginning"
    })
final class DeadLetterReplayCommand implements Callable<Integer> {

  /** Whole raw records that a later attempt may decode. */
  private static final List<String> DEFAULT_REASONS =
      List.of(
          "DEFINITIONS_MISSING",
          "DEFINITIONS_INVALID",
          "DECODER_FAILED",
          "STAGE_FAILED",
          "REFUSED",
          "TOO_LARGE");

  private static final String DEFAULT_SAID =
      "; without --reason these are asked for: " + String.join(", ", DEFAULT_REASONS);

  /** With a registry that is away. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = {
        "Only dead letters of this reason; may be repeated. Default: DEFINITIONS_MISSING,",
        "DEFINITIONS_INVALID, DECODER_FAILED, STAGE_FAILED, REFUSED and TOO_LARGE, as damaged",
        "bytes stay damaged."
      })
  private Set<String> reasons = new LinkedHashSet<>();

  @Option(names = "--vm", paramLabel = "ID", description = "Only this VM's.")
  private @Nullable String vm;

  @Option(
      names = "--from-beginning",
      description = "Also those that an earlier replay has read: they will be there twice.")
  private boolean fromBeginning;

  @Option(names = "--dry-run", description = "Only say what would be put back.")
  private boolean dryRun;

  @Mixin private Connection connection = new Connection();

  private final Console console;
  private final Globals globals;
  private final Settings settings;

  DeadLetterReplayCommand(Console console, Globals globals, Settings settings) {
    this.console = console;
    this.globals = globals;
    this.settings = settings;
  }

  @Override
  public Integer call() throws IOException {
    reasons.forEach(DeadLetterReplayCommand::requireReason);
    var config = StageConfig.of(settings, Map.of(), connection.asProperties());
    var names = config.topics().names();
    try (var cluster = KafkaCluster.connect(config);
        var schemas = new WriterSchemas(config.registry(), PATIENCE);
        var replay = new Replay(cluster, names, schemas)) {
      var result = replay.run(this::isWanted, fromBeginning, dryRun);
      if (!globals.quiet()) {
        console.tell(
            "qtrace: dead letters %s %s: %,d (%s); not asked for: %,d%s"
                .formatted(
                    dryRun ? "that would go to" : "sent to",
                    names.raw(),
                    result.replayed(),
                    Counts.of(result.bytes(), "byte"),
                    result.passedOver(),
                    isOtherReason(result) ? DEFAULT_SAID : ""));
      }
    }
    return ExitCode.DONE;
  }

  /** Whether those that nobody asked for can only have other reasons than the usual ones. */
  private boolean isOtherReason(Replay.Result result) {
    return result.passedOver() > 0 && reasons.isEmpty() && vm == null;
  }

  private static void requireReason(String reason) {
    var all = DeadLetters.allReasons();
    if (!all.contains(reason)) {
      throw Failure.usage(
          "--reason %s: there is no such reason%s; these there are: %s"
              .formatted(reason, Nearest.question(reason, all), String.join(", ", all)));
    }
  }

  private boolean isWanted(DeadLetter letter) {
    var wanted = reasons.isEmpty() ? DEFAULT_REASONS : reasons;
    return wanted.contains(letter.getReason()) && (vm == null || vm.equals(letter.getVm()));
  }
}
