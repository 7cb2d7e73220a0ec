package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.cli.console.Console;
import io.qtrace.embedded.EmbeddedStack;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.StackLog;
import io.qtrace.testing.BalloonTrace;
import io.qtrace.testing.DeployedQtrace;
import io.qtrace.topology.DecodeApplication;
import io.qtrace.topology.config.DecodeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SendIT {

  /** What one command line printed and how it ended. */
  private record Run(int exitCode, String out, String err) {}

  @TempDir static Path directory;
  private static EmbeddedStack stack;
  private static DecodeApplication topology;

  @BeforeAll
  static void start() throws Exception {
    StackLog.toFile(directory.resolve("qtrace.log"));
    stack = EmbeddedStack.start(EmbeddedOptions.in(directory.resolve("data")).withPorts(0, 0));
    var config =
        DecodeConfig.from(
            Map.of(
                "bootstrap", stack.bootstrap(),
                "registry", stack.registryUrl(),
                "state.dir", stack.stateDirectory().toString(),
                "topics.replication", "1",
                "topics.retention.raw", "forever"));
    topology = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {});
    stack.attach(topology);
    topology.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> topology.state() == DecodeApplication.State.RUNNING);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void goesOnWhereItWasKilled() throws Exception {
    int events = 400_000;
    var file = BalloonTrace.write(directory.resolve("killed"), BalloonTrace.bytes(events));
    long size = Files.size(file);

    var killed = startSend(file, "vm-killed");
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> sentBytes() > 0);
    killed.destroyForcibly().waitFor();
    long sentBefore = sentBytes();
    var again = run("send", file.toString(), "--vm=vm-killed", "--wait");

    assertThat(sentBefore).isPositive().isLessThan(size);
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("goes on at byte %,d".formatted(sentBefore))
        .contains("400,000 events typed, 0 dropped by route, 0 dead letters")
        .contains("the ledger balances");
    assertThat(addresses("vm-killed", events)).hasSize(events).doesNotHaveDuplicates();
  }

  @Test
  void sendsAFileOnceUnlessToldOtherwise() throws IOException {
    var file = BalloonTrace.write(directory.resolve("once"), BalloonTrace.bytes(100)).toString();

    var first = run("send", file, "--vm=vm-once", "--wait");
    var second = run("send", file, "--vm=vm-once", "--no-wait");
    var third = run("send", file, "--vm=vm-once", "--wait", "--again");

    assertThat(first.err())
        .contains(
            "sent 1 chunk, 4,857 bytes to qtrace-raw\n", "100 events typed", "ledger balances");
    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).endsWith("was sent already; --again sends it once more\n");
    assertThat(third.err()).contains("sent 1 chunk", "100 events typed");
    assertThat(addresses("vm-once", 200)).hasSize(200);
  }

  @Test
  void continuesAFileThatHasGrownInTheMiddleOfARecord() throws IOException {
    var whole = BalloonTrace.bytes(100);
    int cut = whole.length - 60;
    var file = BalloonTrace.write(directory.resolve("grown"), Arrays.copyOf(whole, cut));

    var half = run("send", file.toString(), "--vm=vm-grown", "--wait");
    var same = run("send", file.toString(), "--vm=vm-grown", "--wait");
    Files.write(file, Arrays.copyOfRange(whole, cut, whole.length), StandardOpenOption.APPEND);
    var rest = run("send", file.toString(), "--vm=vm-grown", "--wait");

    var waiting = "grown: its last 36 bytes are no whole record, and are not sent yet: ";
    assertThat(half.exitCode()).isZero();
    assertThat(half.err())
        .contains(waiting, "98 events typed, 0 dropped by route, 0 dead letters", "balances");
    assertThat(same.exitCode()).isZero();
    assertThat(same.err()).contains("sent 0 chunks, 0 bytes", waiting);
    assertThat(rest.exitCode()).isZero();
    assertThat(rest.err()).contains("100 events typed, 0 dropped by route, 0 dead letters");
    assertThat(addresses("vm-grown", 100)).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void sendsTheCutEndOfAFileThatIsFinal() throws IOException {
    var whole = BalloonTrace.bytes(100);
    var cut = Arrays.copyOf(whole, whole.length - 60);
    var file = BalloonTrace.write(directory.resolve("final"), cut).toString();

    var sent = run("send", file, "--vm=vm-final", "--wait", "--final");
    var again = run("send", file, "--vm=vm-final", "--wait");

    assertThat(sent.exitCode()).as("a record is cut off").isEqualTo(1);
    assertThat(sent.err())
        .contains("98 events typed, 0 dropped by route, 1 dead letter", "balances")
        .contains("sent 2 chunks, %,d bytes".formatted(cut.length));
    var why = ": dead letters: 1 TRUNCATED; the first: ";
    var next = "; 'qtrace tail dead-letter --from-beginning' shows them\n";
    assertThat(sent.err()).contains(why).endsWith(next);
    assertThat(again.err())
        .contains("was sent already; --again sends it once more\n", why)
        .endsWith(next);
  }

  @Test
  void saysWhyEventsAreDeadLettersAndWhatToDo() throws IOException {
    var trace = BalloonTrace.write(directory.resolve("other"), BalloonTrace.bytes(10)).toString();
    var other = Files.writeString(directory.resolve("events"), "tick(int n) \"%d\"\n").toString();

    var wrong = run("send", trace, "--vm=vm-other", "--wait", "--definitions=" + other);
    var right = run("send", trace, "--vm=vm-other", "--wait");

    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err())
        .contains(": dead letters: 10 UNKNOWN_EVENT; the first: ", "'balloon_event'")
        .endsWith(
            "; send it again with --again and other definitions, the trace-events-all of the QEMU"
                + " that wrote it\n");
    assertThat(right.err())
        .contains(
            "was sent already, with other definitions; --again sends it once more, with these")
        .contains(": dead letters: 10 UNKNOWN_EVENT; the first: ");
  }

  @Test
  void saysWhichLineOfALogIsADeadLetter() throws IOException {
    var wrong = "balloon_event opaque 0x1 addr none";
    var log =
        Files.writeString(
                directory.resolve("lines.log"), "balloon_event opaque 0x1 addr 2\n" + wrong + "\n")
            .toString();

    var sent = run("send", log, "--vm=vm-lines", "--wait", "--final");

    assertThat(sent.exitCode()).isEqualTo(1);
    assertThat(sent.err())
        .contains(": 1 event typed, 0 dropped by route, 1 dead letter, 0 other lines; ")
        .contains(
            ": dead letters: 1 MISMATCH; the first: '%s': column 31: expected ".formatted(wrong));
  }

  @Test
  void refusesWhatRetentionWouldDelete() throws IOException {
    var file = BalloonTrace.write(directory.resolve("old"), BalloonTrace.bytes(10)).toString();
    var args =
        List.of(
            "send",
            file,
            "--vm=v",
            "--no-wait",
            "--clock-offset-ns=0",
            "-Xtopics.replication=1",
            "--topics-prefix=old-",
            "-Xtopics.retention.raw=7d");

    var refused = run(args.toArray(new String[0]));
    var more = new ArrayList<>(args);
    more.add("--record-time=now");
    var sent = run(more.toArray(new String[0]));
    var unsaid = new ArrayList<>(args.subList(0, args.size() - 2));
    unsaid.add("--topics-prefix=kept-");

    assertThat(run(unsaid.toArray(new String[0])).exitCode()).as("the broker keeps all").isZero();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("its oldest event is ", " days old, and old-raw keeps raw records for 7 days")
        .endsWith(
            "send with --record-time now, or correct the time with --anchor, or raise the topic's"
                + " retention.ms\n");
    assertThat(sent.exitCode()).as(sent.err()).isZero();
  }

  @Test
  void sendsTheOthersWhenOneCanNotBeSent() throws IOException {
    var empty = Files.createFile(directory.resolve("empty.log")).toString();
    var xz = Files.write(directory.resolve("xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});
    var odd = Files.writeString(directory.resolve("odd.log"), "no_such_event a 5\n").toString();
    var good = BalloonTrace.write(directory.resolve("many"), BalloonTrace.bytes(10)).toString();

    var sent = run("send", empty, xz.toString(), odd, good, "--vm=vm-many", "--wait");

    assertThat(sent.exitCode()).isEqualTo(1);
    assertThat(sent.err())
        .contains(
            "qtrace: %s: cannot read the trace: it is compressed with xz, ".formatted(xz),
            empty + ": empty, nothing to send\n",
            "qtrace: %s: nothing of it was sent: no line is an event of the built-in definitions (44 events); the first that looks like one:\n    no_such_event a 5\n    ^\n"
                .formatted(odd),
            "\n  --allow-empty sends it all the same\n",
            good + ": 10 events typed, ")
        .endsWith("qtrace: 2 of 4 files were not sent: %s, %s\n".formatted(xz, odd));
    assertThat(addresses("vm-many", 10)).hasSize(10);

    var allowed = run("send", odd, empty, "--vm=vm-many", "--wait", "--allow-empty");
    assertThat(allowed.exitCode()).isZero();
    assertThat(allowed.err()).contains("0 events typed, ", "1 other line");
  }

  /** Small chunks and a child process, so that there is time to kill it. */
  private static Process startSend(Path file, String vm) throws IOException {
    var command = DeployedQtrace.quick();
    command.addAll(List.of("send", file.toString(), "--vm=" + vm, "--no-wait"));
    command.addAll(List.of("--chunk-bytes=100", "--bootstrap=" + stack.bootstrap()));
    return new ProcessBuilder(command).inheritIO().start();
  }

  /** Of the only source whose progress is not at its end; 0 as long as nothing is committed. */
  private static long sentBytes() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      long most = 0;
      for (var group : admin.listGroups().all().get()) {
        if (group.groupId().startsWith("qtrace-send-")) {
          var offsets =
              admin
                  .listConsumerGroupOffsets(group.groupId())
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(new TopicPartition("qtrace-definitions", 0));
          most = Math.max(most, offsets == null ? 0 : offsets.offset());
        }
      }
      return most > 10_000 ? most : 0;
    }
  }

  /** The argument that counts, of all typed events of a VM. */
  private static List<String> addresses(String vm, int max) {
    var tail =
        run(
            "tail",
            "balloon_event",
            "--from-beginning",
            "--vm=" + vm,
            "--max=" + max,
            "--registry=" + stack.registryUrl());
    assertThat(tail.exitCode()).as(tail.err()).isZero();
    return tail.out().lines().map(line -> line.replaceAll(".*\"addr\":(\\d+).*", "$1")).toList();
  }

  private static Run run(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(out, new PrintStream(err, true, UTF_8), Map.of(), false);
    var all = new ArrayList<>(List.of(args));
    all.add("--bootstrap=" + stack.bootstrap());
    int exitCode = Qtrace.run(console, all.toArray(new String[0]));
    return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
