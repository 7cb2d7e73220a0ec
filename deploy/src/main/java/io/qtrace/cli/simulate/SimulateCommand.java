package io.qtrace.cli.simulate;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Progress;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.definition.Definitions;
import io.qtrace.simulator.Simulation;
import io.qtrace.simulator.SimulationOptions;
import io.qtrace.simulator.SimulationSummary;
import io.qtrace.simulator.build.LogPrefix;
import io.qtrace.simulator.build.QemuVersion;
import io.qtrace.simulator.scenario.Amounts;
import io.qtrace.simulator.scenario.InvalidScenarioException;
import io.qtrace.simulator.scenario.Scenario;
import io.qtrace.simulator.scenario.Scenarios;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code qtrace simulate}. */
@Command(
    name = "simulate",
    description = {
      "Make traces of confidential VMs that nobody has, with the truth.",
      "A directory per host with a file per VM, F.truth.csv with the RAM block of each",
      "state change, fleet.json with the rest, and the definitions.",
      "The same options and seed give the same bytes."
    },
    footer = {
      "",
      "Traced is what the definitions have of the events that are simulated. Events of",
      "starts and storms come on top of --rate. Scenarios: docs/simulate.md.",
      "",
      "Examples:",
      "  qtrace simulate --out sim --vms 200 --hosts 10 --duration 10m --rate 50k",
      "  qtrace simulate --out sim --scenario storm --duration 1m --format log",
      "  qtrace simulate --out sim --definitions /usr/share/qemu/trace-events-all"
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final int MOST_VMS = 100_000;
  private static final int MOST_HOSTS = 10_000;
  private static final List<String> CONVERSIONS =
      List.of("ram_block_attributes_state_change", "kvm_convert_memory");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to; has to be new or empty.")
  private Path out = Path.of("");

  @Option(names = "--vms", paramLabel = "N", description = "How many VMs. Default: 10.")
  private int vms = 10;

  @Option(
      names = "--hosts",
      paramLabel = "N",
      description = "On how many hosts, which take turns. Default: 1.")
  private int hosts = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Another one, other VMs. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationNs.class,
      description = "Of the simulation, such as 90s, 10m or 1h. Default: 1m.")
  private long durationNs = 60_000_000_000L;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Rate.class,
      description = "Events per second of all VMs together, such as 500 or 50k. Default: 1k.")
  private double perSecond = 1000;

  @Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      description = "calm, storm, fleet, or a YAML file. Default: calm.")
  private String scenario = "calm";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "simple or log. Default: simple.")
  private TraceFormat format = TraceFormat.SIMPLE;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = {
        "Of log lines: none, tid (up to QEMU 10.0), iso (from 10.1 on), program, thread",
        "(both as proposed for later), syslog. Default: as the VM's QEMU has it."
      })
  private @Nullable LogPrefix prefix;

  @Option(
      names = "--qemu",
      paramLabel = "VERSION",
      description = "7.2, 10.0, 10.2 or 11.0, for all VMs. Default: as the scenario says.")
  private @Nullable String version;

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description = "The trace-events-all that QEMU is built of. Default: the built-in events.")
  private @Nullable Path definitions;

  private final Console console;
  private final Globals globals;

  public SimulateCommand(Console console, Globals globals) {
    this.console = console;
    this.globals = globals;
  }

  @Override
  public Integer call() {
    var options = options();
    requireEmpty();
    try (var progress = Progress.ofBytes(console, globals.quiet(), "simulating", vms)) {
      var summary = new Simulation(options).run(progress::to);
      tell(summary);
      return ExitCode.DONE;
    } catch (IOException e) {
      throw unwritable(e);
    } catch (UncheckedIOException e) {
      var cause = e.getCause();
      throw unwritable(cause == null ? new IOException(e) : cause);
    }
  }

  private Failure unwritable(IOException e) {
    return Failure.badInput("--out %s: cannot write: %s".formatted(out, Reasons.of(e)), e);
  }

  private SimulationOptions options() {
    between("--vms", vms, MOST_VMS);
    between("--hosts", hosts, MOST_HOSTS);
    if (prefix != null && format != TraceFormat.LOG) {
      throw Failure.usage("--prefix is of log lines; add --format log");
    }
    var known = DefinitionFiles.readOrSystem(definitions, console);
    check(known);
    return new SimulationOptions(
        out,
        vms,
        hosts,
        seed,
        durationNs,
        perSecond,
        format == TraceFormat.LOG,
        prefix,
        version(),
        scenario,
        scenario(),
        known);
  }

  private static void between(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw Failure.usage("%s %d: has to be from 1 to %,d".formatted(option, value, most));
    }
  }

  private static final class DurationNs implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
      long ns = (long) parsed(text, Amounts::durationNs);
      if (ns <= 0) {
        throw new TypeConversionException(text + ": has to be more than 0");
      }
      return ns;
    }
  }

  private static final class Rate implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
      return parsed(text, Amounts::count);
    }
  }

  private static double parsed(String text, ToDoubleFunction<String> parser) {
    try {
      return parser.applyAsDouble(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable QemuVersion version() {
    return version == null
        ? null
        : QemuVersion.of(version)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "--qemu %s: not simulated; choose 7.2, 10.0, 10.2 or 11.0"
                            .formatted(version)));
  }

  private Scenario scenario() {
    try {
      return Scenarios.parse(scenario, scenarioBytes());
    } catch (InvalidScenarioException e) {
      throw Failure.badInput("%s has %s\n%s".formatted(scenario, e.count(), e.getMessage()), e);
    }
  }

  private byte[] scenarioBytes() {
    if (Scenarios.SHIPPED.contains(scenario)) {
      return Scenarios.shipped(scenario);
    }
    try (var in = Files.newInputStream(Path.of(scenario))) {
      return in.readNBytes(Scenarios.MOST_BYTES + 1);
    } catch (IOException e) {
      throw Failure.badInput(
          "--scenario %s: cannot read it: %s; name a file, or one of %s"
              .formatted(scenario, Reasons.of(e), String.join(", ", Scenarios.SHIPPED)),
          e);
    }
  }

  private void check(Definitions known) {
    var file = definitions == null ? "the built-in definitions" : definitions.toString();
    if (Simulation.known(known).isEmpty()) {
      throw Failure.badInput(
          "%s: none of the events that are simulated is declared in it; give the trace-events-all of a QEMU build"
              .formatted(file));
    }
    if (CONVERSIONS.stream().allMatch(event -> known.find(event).isEmpty())) {
      console.tell(
          "qtrace: %s: neither %s is declared in it, so the traces have no page conversions"
              .formatted(file, String.join(" nor ", CONVERSIONS)));
    }
  }

  private void requireEmpty() {
    if (Files.notExists(out)) {
      return;
    }
    if (!Files.isDirectory(out)) {
      throw Failure.usage("--out %s: is a file; name a directory".formatted(out));
    }
    try (Stream<Path> content = Files.list(out)) {
      if (content.findAny().isPresent()) {
        throw Failure.usage("--out %s: is not empty; name a new directory".formatted(out));
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void tell(SimulationSummary summary) {
    if (!globals.quiet()) {
      console.tell(
          "%s: %,d files, %,d events, %,d state changes, %,d events dropped, %,d bytes"
              .formatted(
                  out,
                  summary.files(),
                  summary.events(),
                  summary.stateChanges(),
                  summary.droppedEvents(),
                  summary.bytes()));
    }
  }
}
