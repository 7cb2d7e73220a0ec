package io.qtrace.cli.inspect;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.inspect.Finding.Size;
import io.qtrace.cli.inspect.Finding.Sized;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.kafka.PublishedDefinitions;
import io.qtrace.cli.stage.setting.Connection;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.definition.Definitions;
import io.qtrace.topology.config.DecodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qtrace inspect}. */
@Command(
    name = "inspect",
    description = {
      "Say what files are: traces of which QEMU, or what else.",
      "Of a trace: which kind it is, the events in it, what is lost or damaged, and which",
      "definitions fit. Without Kafka, unless one of",
      "its options is given: then the definitions that were published there are tried as well.",
      "Exits 0 if all are traces that are read, 1 if one is not."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace inspect /var/log/qemu/*",
      "  qtrace inspect trace-4711 --definitions trace-events-all",
      "  kubectl logs vm-7 | qtrace inspect - --format json",
      "  qtrace inspect trace-4711 --bootstrap kafka-1:9092"
    })
public final class InspectCommand implements Callable<Integer> {

  /** Of a fingerprint; so many tell them apart. */
  private static final int SHOWN_DIGITS = 12;

  enum Format {
    table,
    json
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Any files; may be pipes. - is standard input.")
  private List<Path> files = List.of();

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description = {
        "Definitions to try, besides the built-in ones. May be given several times. Default: those of",
        "an installed QEMU, /usr/share/qemu/trace-events-all."
      })
  private List<Path> definitions = List.of();

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES} (an object a line). Default: table.")
  private Format format = Format.table;

  @Mixin private Connection connection = new Connection();

  private final Console console;
  private final Settings settings;

  public InspectCommand(Console console, Settings settings) {
    this.console = console;
    this.settings = settings;
  }

  @Override
  public Integer call() throws IOException {
    var named = new ArrayList<>(files);
    named.addAll(definitions);
    console.requireOneStdin(named);
    var given = connection.asProperties();
    var config = StageConfig.of(settings, Map.of(), given);
    var candidates = candidates();
    if (!given.isEmpty()) {
      addPublished(candidates, config);
    }
    var inspector = new Inspector(candidates);
    boolean areTraces = true;
    for (var file : files) {
      areTraces &= inspect(inspector, file);
    }
    return areTraces ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }

  private boolean inspect(Inspector inspector, Path file) throws IOException {
    var name = DefinitionFiles.nameOf(file);
    try (var input = new TraceInput(file, console).keep()) {
      var finding = inspector.inspect(name, input.file());
      print(finding);
      return finding.kind().isTrace();
    } catch (Failure e) {
      return unreadable(name, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return unreadable(name, String.valueOf(TraceInput.unreadable(name, e).getMessage()));
    }
  }

  /** Told to people, and among the lines for programs: an object a file. */
  private boolean unreadable(String name, String message) throws IOException {
    console.tell("qtrace: " + message);
    if (format == Format.json) {
      var reason = message.replaceFirst("^" + Pattern.quote(name + ": "), "");
      print(new Sized(name, Size.UNKNOWN).is(Kind.UNREADABLE, reason, ""));
    }
    return false;
  }

  private void print(Finding finding) throws IOException {
    switch (format) {
      case table -> console.print(FindingTable.of(finding));
      case json -> new FindingJson(console.out()).write(finding);
    }
  }

  private List<Candidate> candidates() {
    var candidates = new ArrayList<Candidate>();
    for (var file : definitions) {
      candidates.add(
          new Candidate(DefinitionFiles.nameOf(file), DefinitionFiles.read(file, console)));
    }
    candidates.add(new Candidate("built-in", Definitions.system()));
    var installed = DefinitionFiles.INSTALLED;
    if (definitions.isEmpty() && Files.isReadable(installed)) {
      candidates.add(new Candidate(installed.toString(), DefinitionFiles.read(installed, console)));
    }
    return candidates;
  }

  /** Adds those that Kafka has and nobody named. */
  private static void addPublished(List<Candidate> candidates, DecodeConfig config) {
    var known =
        candidates.stream()
            .map(candidate -> candidate.definitions().fingerprint())
            .collect(Collectors.toSet());
    var topic = config.topics().names().definitions();
    try (var cluster = KafkaCluster.connect(config)) {
      for (var definitions : PublishedDefinitions.in(topic, cluster)) {
        var fingerprint = definitions.fingerprint();
        if (known.add(fingerprint)) {
          candidates.add(
              new Candidate(
                  "%s %s".formatted(topic, fingerprint.substring(0, SHOWN_DIGITS)), definitions));
        }
      }
    }
  }
}
