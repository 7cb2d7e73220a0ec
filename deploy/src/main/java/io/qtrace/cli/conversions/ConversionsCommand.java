package io.qtrace.cli.conversions;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.OutputFailed;
import io.qtrace.cli.console.Progress;
import io.qtrace.cli.option.GraceOptions;
import io.qtrace.cli.option.OriginOptions;
import io.qtrace.cli.option.TraceOptions;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.conversion.VmConversions;
import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.window.WindowSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qtrace conversions}. */
@Command(
    name = "conversions",
    description = {
      "Page conversions of a confidential VM, out of a trace file.",
      "How often private memory becomes shared, and shared memory private, per RAM",
      "block and window; without Kafka.",
      "",
      "The trace needs ram_block_attributes_state_change and kvm_convert_memory.",
      "With kvm_set_user_memory and ram_block_discard_range every conversion finds",
      "its block; qemu_ram_alloc_shared names blocks from the start; kvm_run_exit",
      "tells requests that were refused. Exits 1 if anything could not be decoded."
    },
    footer = {
      "",
      "Shared MiB and split (2 MiB frames that are part shared, part private) are",
      "those at the end of the window; ping-pong counts 4 KiB pages converted in both",
      "directions within it. Where a window is not complete, its numbers are lower",
      "bounds. More: docs/conversions.md.",
      "",
      "Examples:",
      "  qtrace conversions trace-4711 --definitions /usr/share/qemu/trace-events-all",
      "  qtrace conversions qemu.log --window 1s,1m --format csv",
      "  qtrace conversions qemu.log --attribution changes.csv"
    })
public final class ConversionsCommand implements Callable<Integer> {

  @Mixin private TraceOptions trace = new TraceOptions();

  @Option(
      names = "--window",
      paramLabel = "LENGTH",
      description = {
        "Length of the windows, several with commas: 10s,1m,1h;",
        "1m/10s: a minute, every ten seconds. Default: 10s.",
        "Each conversion is in windows of every length."
      })
  private String window = "10s";

  @Mixin private GraceOptions grace = new GraceOptions();

  @Option(
      names = "--format",
      description = "table, json (an object a line) or csv. Default: table.")
  private WindowFormat format = WindowFormat.table;

  @Option(
      names = "--attribution",
      paramLabel = "FILE",
      description = "Also write a CSV file with a line per state change and the block it is of.")
  private @Nullable Path attribution;

  @Mixin private OriginOptions origin = new OriginOptions();

  private final Console console;
  private final Globals globals;

  public ConversionsCommand(Console console, Globals globals) {
    this.console = console;
    this.globals = globals;
  }

  @Override
  public Integer call() throws IOException {
    var settings = new VmConversions.Settings(windows(), grace.duration());
    var known = trace.definitions(console);
    try (var input = trace.timedInput(known, console)) {
      return convert(input, known, settings);
    }
  }

  private int convert(TraceInput input, Definitions known, VmConversions.Settings settings)
      throws IOException {
    try (var bytes = input.open()) {
      var traceFormat = trace.format(input, bytes);
      var kind = input.kind(bytes);
      var traced = trace.clock(input, traceFormat, known);
      var out = new BufferedOutputStream(console.out(), 1 << 16);
      try (var changes = attribution(traced.offsetNs())) {
        var report = new ConversionReport(printer(out), changes);
        var reader = new ConversionReader(origin.at(traced), settings, report, trace.check(known));
        try {
          read(input, bytes, traceFormat, reader);
          report.flush();
          out.flush();
          bytes.verify();
          reader.tally().whole();
        } catch (IOException e) {
          tell(traced.reason(), reader, report);
          throw input.unreadable(e);
        } catch (OutputFailed e) {
          if (!e.isClosedPipe()) {
            tell(traced.reason(), reader, report);
          }
          throw e;
        }
        tell(traced.reason(), reader, report);
        return trace.exitCode(reader.tally(), kind, console, globals);
      }
    }
  }

  private List<WindowSpec> windows() {
    try {
      return WindowSpec.parseAll(window);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--window: " + e.getMessage());
    }
  }

  private @Nullable AttributionCsv attribution(long clockOffsetNs) throws IOException {
    return attribution == null ? null : new AttributionCsv(attribution, clockOffsetNs);
  }

  private WindowPrinter printer(OutputStream out) throws IOException {
    return switch (format) {
      case table -> new WindowTable(out);
      case json -> new WindowJson(out);
      case csv -> new WindowCsv(out);
    };
  }

  private void read(
      TraceInput input, TraceBytes bytes, TraceFormat traceFormat, ConversionReader reader)
      throws IOException {
    try (var progress = Progress.ofBytes(console, globals.quiet(), "reading", bytes.fileSize())) {
      reader.read(bytes, traceFormat, input.addedBytes(), progress::to);
    }
  }

  private void tell(String clockReason, ConversionReader reader, ConversionReport report) {
    if (globals.quiet()) {
      return;
    }
    var name = trace.name();
    if (!clockReason.isEmpty()) {
      console.tell("%s: clock: %s".formatted(name, clockReason));
    }
    console.tell(name + ": " + reader.tally().summary());
    if (!reader.tally().hasEvents()) {
      return; // what is said of conversions would be of nothing
    }
    console.tell(name + ": " + report.summary(reader.shared()));
    var missing = report.missing(reader.missingInDefinitions());
    if (!missing.isEmpty()) {
      console.tell(name + ": " + missing);
    }
  }
}
