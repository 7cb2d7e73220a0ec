package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.console.Console;
import io.qtrace.definition.Definitions;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.StackLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace whose definitions nobody has at hand, and somebody has published. */
final class InspectIT {

  @TempDir Path directory;

  @Test
  void triesTheDefinitionsThatWerePublished() throws Exception {
    StackLog.toFile(directory.resolve("qtrace.log"));
    var log = write("qemu.log", "guest_waved 5\n");
    var mine = "guest_waved(int n) \"%d\"\n";
    var other = "guest_slept(int n) \"%d\"\n";
    try (var stack =
        EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0))) {
      assertThat(inspect(stack, log)).doesNotContain("qtrace-definitions");

      send(stack, write("mine.log", "guest_waved 1\n"), write("mine", mine));
      send(stack, write("other.log", "guest_slept 1\n"), write("other", other));

      assertThat(inspect(stack, log))
          .contains(
              "  definitions   %s (1 event): decode all 1 event\n".formatted(name(mine)),
              "                %s (1 event): decode 0 events, and leave 1 undecoded\n"
                  .formatted(name(other)));
      assertThat(inspect(stack, log, "--definitions=" + directory.resolve("mine")))
          .as("what is named is not shown twice")
          .doesNotContain(name(mine))
          .contains(name(other));
    }
  }

  private static String name(String text) {
    var fingerprint = Definitions.parse("events", text.getBytes(UTF_8)).fingerprint();
    return "qtrace-definitions " + fingerprint.substring(0, 12);
  }

  private String write(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static void send(EmbeddedStack stack, String log, String definitions) {
    run(
        stack,
        "send",
        log,
        "--vm=v",
        "--no-wait",
        "--final",
        "--definitions=" + definitions,
        "-Xtopics.replication=1",
        "-Xtopics.retention.raw=forever",
        "--registry=" + stack.registryUrl());
  }

  private static String inspect(EmbeddedStack stack, String log, String... more) {
    var args = new String[2 + more.length];
    args[0] = "inspect";
    args[1] = log;
    System.arraycopy(more, 0, args, 2, more.length);
    return run(stack, args);
  }

  private static String run(EmbeddedStack stack, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    var all = new String[args.length + 1];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--bootstrap=" + stack.bootstrap();
    assertThat(Qtrace.run(console, all)).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }
}
