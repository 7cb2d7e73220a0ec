package io.qtrace.cli.alerts;

import io.qtrace.alert.rule.InvalidRulesException;
import io.qtrace.alert.rule.Rule;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.stage.setting.MoreSettings;
import io.qtrace.cli.stage.setting.StageConfig;
import io.qtrace.text.Durations;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = {
      "Read a rule file as the stage would, and print its rules.",
      "Exits 1 if anything is wrong with it, and says all that is; a rule over windows that are not",
      "made (conversions.windows) is wrong, too: it would never fire."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace alerts check rules.yaml",
      "  qtrace alerts check rules.yaml -X conversions.windows=30s,5m"
    })
final class AlertsCheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The rules, in YAML.")
  private Path file = Path.of("");

  @Mixin private MoreSettings more = new MoreSettings();

  private final Console console;
  private final Settings settings;

  AlertsCheckCommand(Console console, Settings settings) {
    this.console = console;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    var rules = rules().rules().all();
    var text = new StringBuilder();
    rules.forEach(rule -> text.append(described(rule)));
    text.append(rules.size() == 1 ? "1 rule" : rules.size() + " rules").append('\n');
    console.print(text.toString());
    return ExitCode.DONE;
  }

  private RuleFile rules() {
    var made = StageConfig.windows(settings, more.properties());
    try {
      return RuleFile.open(file, made);
    } catch (InvalidRulesException e) {
      throw Failure.badInput("%s has %s\n%s".formatted(file, e.count(), e.getMessage()), e);
    } catch (IOException e) {
      throw Failure.badInput("%s: cannot read the rules: %s".formatted(file, Reasons.of(e)), e);
    }
  }

  private static String described(Rule rule) {
    var windows =
        rule.window().map(window -> Durations.print(window) + " windows").orElse("all windows");
    var hold = rule.hold().isZero() ? "at once" : "for " + Durations.print(rule.hold());
    var head = List.of(rule.name(), rule.over().text() + ", " + windows, hold);
    return "%s\n  %s\n".formatted(String.join("  ", head), condition(rule)) + labels(rule);
  }

  private static String condition(Rule rule) {
    return rule.when().text().strip().replaceAll("\\s+", " ");
  }

  private static String labels(Rule rule) {
    return rule.labels().isEmpty() ? "" : "  " + rule.labels() + "\n";
  }
}
