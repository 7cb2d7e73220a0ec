package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Print the versions of qtrace and what it is built on.")
final class VersionCommand implements Runnable {

  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    for (var line : new Versions().getVersion()) {
      console.println(line);
    }
  }
}
