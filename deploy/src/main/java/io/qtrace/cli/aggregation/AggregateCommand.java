package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.plan.Check;
import io.qtrace.aggregation.plan.Fit;
import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.aggregation.window.Result;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.Progress;
import io.qtrace.cli.option.GraceOptions;
import io.qtrace.cli.option.OriginOptions;
import io.qtrace.cli.option.TraceOptions;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.text.Counts;
import io.qtrace.text.Diagnostic;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qtrace aggregate}. */
@Command(
    name = "aggregate",
    description = {
      "Windowed answers about any event, out of a trace file.",
      "Counts, sums, extremes, quantiles and numbers of different values, by group and window,",
      "as a YAML file declares them; without Kafka. Exits 1 if anything could not be decoded."
    },
    footer = {
      "",
      "docs/aggregations.md is the reference of such files.",
      "",
      "Examples:",
      "  qtrace aggregate trace-4711 --definitions trace-events-all --aggregations a.yaml",
      "  qtrace aggregate qemu.log --aggregations a.yaml --format json"
    })
public final class AggregateCommand implements Callable<Integer> {

  @Mixin private TraceOptions trace = new TraceOptions();

  @Option(
      names = "--aggregations",
      paramLabel = "FILE",
      required = true,
      description = "The aggregations, in YAML.")
  private Path aggregations = Path.of("");

  @Mixin private GraceOptions grace = new GraceOptions();

  @Option(
      names = "--format",
      description = "table, json (an object a line) or csv. Default: table.")
  private ResultFormat format = ResultFormat.table;

  @Mixin private OriginOptions origin = new OriginOptions();

  private final Console console;
  private final Globals globals;

  public AggregateCommand(Console console, Globals globals) {
    this.console = console;
    this.globals = globals;
  }

  @Override
  public Integer call() throws IOException {
    var known = trace.definitions(console);
    var active = active(new KnownDefinitions(trace.definitionsName(), known));
    try (var input = trace.timedInput(known, console)) {
      return aggregate(input, known, active);
    }
  }

  private List<Fit.Active> active(KnownDefinitions known) {
    var read = AggregationFiles.read(aggregations);
    Check.Outcome outcome;
    try {
      outcome = Check.ofOne(read, known);
    } catch (InvalidAggregationsException e) {
      throw AggregationFiles.invalid(aggregations, e);
    }
    if (!globals.quiet()) {
      outcome.warnings().stream().map(Diagnostic::asWarning).forEach(console::tell);
    }
    var active =
        outcome.standings().stream()
            .map(Check.Standing::fit)
            .filter(Fit.Active.class::isInstance)
            .map(Fit.Active.class::cast)
            .toList();
    if (active.isEmpty()) {
      throw Failure.badInput(
          "%s: nothing in it has events in %s; give the trace-events-all of the QEMU that wrote the trace with --definitions"
              .formatted(aggregations, known.title()));
    }
    return active;
  }

  private int aggregate(TraceInput input, Definitions known, List<Fit.Active> active)
      throws IOException {
    try (var bytes = input.open()) {
      var traceFormat = trace.format(input, bytes);
      var kind = input.kind(bytes);
      var traced = trace.clock(input, traceFormat, known);
      var out = new BufferedOutputStream(console.out(), 1 << 16);
      var printer = printer(out, active.stream().map(fit -> fit.shape().aggregation()).toList());
      var wanted = new TraceAggregator.Wanted(active, grace.duration());
      var aggregated = TraceAggregator.of(origin.at(traced), known, wanted, printing(printer));
      var progress = Progress.ofBytes(console, globals.quiet(), "reading", bytes.fileSize());
      var decoder =
          new TraceDecoder(known, OnDamage.RESYNC, progress::to).behind(input.addedBytes());
      var tally = new Tally(aggregated, trace.check(known), decoder::placeOf);
      try (progress) {
        decoder.decode(bytes, traceFormat, tally);
        bytes.verify();
        tally.whole();
      } catch (IOException e) {
        tell(traced.reason(), tally, aggregated);
        throw input.unreadable(e);
      }
      aggregated.close();
      printer.flush();
      out.flush();
      tell(traced.reason(), tally, aggregated);
      return trace.exitCode(tally, kind, console, globals);
    }
  }

  private ResultPrinter printer(OutputStream out, List<Aggregation> aggregations)
      throws IOException {
    return switch (format) {
      case table -> new ResultTable(out);
      case json -> new ResultJson(out);
      case csv -> new ResultCsv(out, aggregations);
    };
  }

  private static Consumer<Result> printing(ResultPrinter printer) {
    return result -> {
      try {
        printer.print(result);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a NamedOutput fails by its name
      }
    };
  }

  private void tell(String clockReason, Tally tally, TraceAggregator aggregated) {
    if (globals.quiet()) {
      return;
    }
    if (!clockReason.isEmpty()) {
      console.tell("%s: clock: %s".formatted(trace.name(), clockReason));
    }
    console.tell(trace.name() + ": " + tally.summary());
    if (aggregated.late() > 0) {
      console.tell(
          "%s: %s came too late for a window; --grace waits longer"
              .formatted(trace.name(), Counts.of(aggregated.late(), "event")));
    }
    if (aggregated.openStarts() > 0) {
      console.tell(
          "%s: %s of pairs had not ended when the trace did"
              .formatted(trace.name(), Counts.of(aggregated.openStarts(), "start")));
    }
    if (aggregated.failed() > 0) {
      console.tell(
          "%s: left out %s without an exact value (division by zero, overflow)"
              .formatted(trace.name(), Counts.of(aggregated.failed(), "event")));
    }
  }
}
