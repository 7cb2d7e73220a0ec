package io.qtrace.cli;

import io.qtrace.cli.console.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * For the launcher, which archives the classes that this run loads: those of decoding in every
 * format, and of a stack through which a trace is sent.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {

  private static final String DEMO = "/io/qtrace/demo/";

  @Parameters(paramLabel = "DIR", description = "A directory that is thrown away afterwards.")
  private Path directory = Path.of("");

  private final Console console;

  RehearseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    var trace = unpacked("cvm.simple.zst");
    var definitions = unpacked("trace-events");
    var log = directory.resolve("log").toString();
    silently("decode", trace, "--definitions", definitions, "--out", log);
    silently("decode", log, "--definitions", definitions);
    silently("decode", trace, "--definitions", definitions, "--format", "simpletrace");
    silently("decode", trace, "--definitions", definitions, "--format", "json");
    var data = directory.resolve("data").toString();
    return silently("demo", "--data", data, "--kafka-port", "0", "--registry-port", "0");
  }

  private String unpacked(String resource) throws IOException {
    var file = directory.resolve(resource);
    try (var in = RehearseCommand.class.getResourceAsStream(DEMO + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar; build it again");
      }
      Files.copy(in, file);
    }
    return file.toString();
  }

  private int silently(String... args) {
    var silent = new Console(OutputStream.nullOutputStream(), console.err(), Map.of(), false);
    return Qtrace.run(silent, args);
  }
}
