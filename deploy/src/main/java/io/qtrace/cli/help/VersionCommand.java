package io.qtrace.cli.help;

import io.qtrace.cli.console.Console;
import picocli.CommandLine.Command;

/** {@code qtrace version}. */
@Command(name = "version", description = "Print the versions of qtrace and what it is built on.")
public final class VersionCommand implements Runnable {

  private final Console console;

  public VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    for (var line : new Versions().getVersion()) {
      console.println(line);
    }
  }
}
