package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What a command line printed and how it ended. */
record Command(int exitCode, String out, String err) {

  /** With a configuration file, as a person would keep these settings. */
  static Command run(Path configuration, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    var all = new ArrayList<>(List.of(arguments));
    all.add("--config=" + configuration);
    int exitCode = Qtrace.run(console, all.toArray(new String[0]));
    return new Command(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  static Path configuration(Path file, Map<String, String> settings) throws IOException {
    var properties = new Properties();
    properties.putAll(settings);
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }
}
