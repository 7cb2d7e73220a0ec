package io.qtrace.cli.aggregation;

import static java.util.stream.Collectors.joining;

import io.qtrace.aggregation.plan.Check;
import io.qtrace.aggregation.plan.Fit;
import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.aggregation.spec.Measure;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.text.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = {
      "Read a file of aggregations, and say how each stands to the definitions of QEMUs:",
      "active, inactive (none of its events is there) or unfit (an event is there, but",
      "not as it is needed). Exits 1 if anything is wrong with the file, and says all that is."
    },
    footer = {
      "",
      "Example:",
      "  qtrace aggregations check aggregations.yaml --definitions trace-events-all"
    })
final class AggregationsCheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The aggregations, in YAML.")
  private Path file = Path.of("");

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description = {
        "A trace-events-all to hold the aggregations against; may be given several times.",
        "Default: the built-in events."
      })
  private List<Path> definitions = List.of();

  private final Console console;

  AggregationsCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var aggregations = AggregationFiles.read(file);
    var outcome = check(aggregations);
    var text = new StringBuilder();
    for (var aggregation : aggregations.all()) {
      text.append(described(aggregation));
      outcome.standings().stream()
          .filter(standing -> standing.of().title().equals(aggregation.title()))
          .forEach(standing -> text.append(described(standing)));
    }
    int count = aggregations.all().size();
    text.append(count == 1 ? "1 aggregation" : count + " aggregations").append('\n');
    outcome.warnings().stream().map(Diagnostic::asWarning).forEach(console::tell);
    console.print(text.toString());
    return ExitCode.DONE;
  }

  private Check.Outcome check(Aggregations aggregations) {
    var builtIn = List.of(AggregationFiles.builtIn());
    var against = definitions.stream().map(this::read).toList();
    try {
      return against.isEmpty()
          ? Check.of(aggregations, builtIn, List.of())
          : Check.of(aggregations, against, builtIn);
    } catch (InvalidAggregationsException e) {
      throw AggregationFiles.invalid(file, e);
    }
  }

  private KnownDefinitions read(Path path) {
    return AggregationFiles.definitions(path, console);
  }

  private static String described(Aggregation of) {
    var windows = String.join(", ", of.windowNames());
    var measures = of.measures().stream().map(Measure::name).collect(joining(", "));
    var groups = of.groupFields().isEmpty() ? "" : " by " + String.join(", ", of.groupFields());
    return "%s  %s windows  %s%s\n".formatted(of.title(), windows, measures, groups);
  }

  private static String described(Check.Standing standing) {
    var fit = standing.fit();
    String text;
    if (fit instanceof Fit.Active active) {
      text = active.events().isEmpty() ? "active" : "active: " + shown(active.events());
    } else if (fit instanceof Fit.Inactive inactive) {
      text = "inactive: it has no " + String.join(", ", inactive.missing());
    } else {
      text = "unfit";
    }
    return "  %s: %s\n".formatted(standing.with().title(), text);
  }

  private static String shown(List<String> events) {
    int most = 4;
    return events.size() <= most
        ? String.join(", ", events)
        : "%s and %d more"
            .formatted(String.join(", ", events.subList(0, most)), events.size() - most);
  }
}
