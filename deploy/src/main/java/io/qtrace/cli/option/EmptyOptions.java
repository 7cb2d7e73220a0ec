package io.qtrace.cli.option;

import io.qtrace.cli.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to make of a log that does not seem to be one of the definitions. */
public final class EmptyOptions {

  @Option(
      names = "--allow-empty",
      description = {
        "Take a log also if no line of it is an event, or most of its lines look like events that",
        "the definitions do not have. Default: exit with 1 then."
      })
  private boolean allowEmpty;

  public boolean allowEmpty() {
    return allowEmpty;
  }

  /**
   * Tells of a problem, but not whom it is no news to.
   *
   * @param name of the log
   * @param problem null if there is none
   * @return whether it may be passed over
   */
  public boolean accepts(String name, @Nullable String problem, Console console, boolean isQuiet) {
    if (problem != null && !(isQuiet && allowEmpty)) {
      console.tell("%s: %s".formatted(name, problem));
    }
    return problem == null || allowEmpty;
  }
}
