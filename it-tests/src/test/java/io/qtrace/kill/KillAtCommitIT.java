package io.qtrace.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.VmConversions;
import io.qtrace.kill.Stack.Signal;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.topology.Capture;
import io.qtrace.topology.Offline;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each part is killed, or told to end, while its coordinator writes the markers of a commit: first
 * on a fresh data directory, then on one that has aged. Two VMs' traces go in per cycle, one by
 * {@code send} and one by a connector. {@code -Dqtrace.kill.cycles=N} for more cycles; what came of
 * each is in {@code target/kill-at-commit.txt} at once.
 */
@Tag("long")
final class KillAtCommitIT {

  private static final int CYCLES = Integer.getInteger("qtrace.kill.cycles", 12);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final VmConversions.Settings WINDOWS =
      new VmConversions.Settings(WindowSpec.parseAll("50ms,1s"), Duration.ofMillis(20));

  private static final Path TABLE = Path.of("target", "kill-at-commit.txt");

  @TempDir Path directory;

  private Capture capture;
  private Path trace;
  private Path definitions;
  private Events expected;
  private Stack stack;
  private Topics topics;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> vms = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    capture = Capture.load();
    trace = Files.write(directory.resolve("capture"), capture.trace());
    definitions = Files.write(directory.resolve("trace-events-all"), capture.definitions().text());
    expected = Events.decoded(trace, definitions);
    stack = new Stack(directory, definitions);
    stack.startUp();
    topics = new Topics(stack.bootstrap(), new RegistryAddress(stack.registryUrl(), Map.of()));
  }

  @AfterEach
  void stop() throws Exception {
    topics.close();
    stack.close();
  }

  @Test
  void losesAndDoublesNothingAndNoTransactionHangs() throws Exception {
    Files.writeString(TABLE, Row.HEAD + "\n");
    var victims = List.of(Victim.values());
    for (int i = 0; i < CYCLES; i++) {
      boolean aged = i >= CYCLES / 2;
      if (i == CYCLES / 2) {
        Age.add(topics.admin());
      }
      var victim = victims.get(i % victims.size());
      var signal = (i / victims.size() + i) % 2 == 0 ? Signal.KILL : Signal.TERM;
      cycle(i + 1, aged, victim, signal);
    }

    assertThat(rows).allSatisfy(KillAtCommitIT::isWell);
    assertThat(vms)
        .allSatisfy(vm -> assertThat(difference(vm)).isEqualTo(new Events.Difference(0, 0)));
    var ends = topics.ends("qtrace"); // files that are followed tell for ever that they are alive
    await().atMost(PATIENCE).until(() -> topics.behind("qtrace", ends) == 0);
    assertThat(send(vms.get(0)).err()).contains("was sent already");
    awaitWindows();
  }

  private static void isWell(Row row) {
    assertThat(row.lost()).isZero();
    assertThat(row.doubled()).isZero();
    assertThat(row.stable()).isTrue();
    assertThat(row.readySeconds()).isLessThanOrEqualTo((double) Stack.READY.toSeconds());
  }

  private void cycle(int number, boolean aged, Victim victim, Signal signal) throws Exception {
    if (victim == Victim.RUN || victim == Victim.WORKER) {
      stack.start(victim);
    }
    var sent = "sent-" + number;
    var followed = "followed-" + number;
    vms.addAll(List.of(sent, followed));
    var trigger = CompletableFuture.supplyAsync(() -> commitPoint(topics.admin(), victim));
    drop(followed, victim == Victim.WORKER ? stack.watchedByWorker() : stack.watched());
    TransactionState state;
    double ready;
    if (victim == Victim.SEND) {
      var process = sendProcess(sent);
      var last = sent;
      while (CompletableFuture.anyOf(trigger, process.onExit()).join() instanceof Process) {
        last = nextOf(sent);
        process = sendProcess(last);
      }
      state = trigger.get();
      signal.end(process);
      long began = System.nanoTime();
      sendWhatIsLeft(last);
      ready = (System.nanoTime() - began) / 1e9;
    } else {
      var sending = CompletableFuture.runAsync(() -> sendUntilMet(sent, victim, trigger));
      state = trigger.get();
      stack.end(victim, signal);
      long began = System.nanoTime();
      stack.start(victim);
      ready = (System.nanoTime() - began) / 1e9;
      sending.join();
    }
    vms.forEach(this::awaitEvents);
    stack.closeGuests();
    var row = row(number, aged, victim, signal, state, ready);
    rows.add(row);
    Files.writeString(TABLE, row + "\n", StandardOpenOption.APPEND);
  }

  /** Markers take a millisecond: those of one file may all be missed, so others follow. */
  private void sendUntilMet(String vm, Victim victim, CompletableFuture<?> trigger) {
    sendWhatIsLeft(vm);
    while (victim == Victim.UP_AT_SEND && !trigger.isDone()) {
      sendWhatIsLeft(nextOf(vm));
    }
  }

  private String nextOf(String vm) {
    var next = vm + "-" + vms.size();
    vms.add(next);
    return next;
  }

  private static TransactionState commitPoint(Admin admin, Victim victim) {
    try {
      return CommitPoint.await(admin, victim::commitsAs);
    } catch (Exception e) {
      throw new IllegalStateException("no commit of " + victim, e);
    }
  }

  /** At once, as a file that is there whole. */
  private void drop(String vm, Path watched) throws IOException {
    var written = Files.copy(trace, directory.resolve(vm + ".trace"));
    Files.move(written, watched.resolve(written.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private Process sendProcess(String vm) throws IOException {
    var log = directory.resolve("send.log");
    return Command.start(log, Map.of(), List.of(sendArguments(vm)));
  }

  /** As a person would who reads that it failed. */
  private void sendWhatIsLeft(String vm) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var result = send(vm);
    while (result.exitCode() != 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("send does not come to an end: " + result.err());
      }
      result = send(vm);
    }
  }

  private Command send(String vm) {
    return Command.run(sendArguments(vm));
  }

  private String[] sendArguments(String vm) {
    return new String[] {
      "send",
      trace.toString(),
      "--vm=" + vm,
      "--definitions=" + definitions,
      "--clock-offset-ns=0",
      "--chunk-bytes=16384",
      "--no-wait",
      "--bootstrap=" + stack.bootstrap()
    };
  }

  private void awaitEvents(String vm) {
    await("the events of " + vm)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              topics.read();
              return topics.of(vm).count() >= expected.count();
            });
  }

  private Row row(
      int number,
      boolean aged,
      Victim victim,
      Signal signal,
      TransactionState state,
      double ready) {
    int lost = 0;
    int doubled = 0;
    for (var vm : vms) {
      var difference = difference(vm);
      lost += difference.lost();
      doubled += difference.doubled();
    }
    return new Row(number, aged, victim, signal, state, ready, lost, doubled, becomesStable());
  }

  private Events.Difference difference(String vm) {
    var events = topics.of(vm);
    return vm.startsWith("sent")
        ? events.differenceTo(expected)
        : events.differenceButForTimes(expected);
  }

  /** What goes on commits all the time; what hangs is still there after a while. */
  private boolean becomesStable() {
    try {
      var suspects = topics.stuck();
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!suspects.isEmpty() && System.nanoTime() < deadline) {
        var still = topics.stuck();
        suspects = suspects.stream().filter(still::contains).toList();
      }
      return suspects.isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitWindows() throws Exception {
    for (var vm : vms) {
      var offline = offline(vm, topics.of(vm).offsetNs(expected));
      await("windows of " + vm)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> windows(vm).size() >= offline.size());
      assertThat(windows(vm)).as(vm).containsExactlyInAnyOrderElementsOf(offline);
    }
  }

  /** Offline there is no host. */
  private List<RamBlockConversions> windows(String vm) throws Exception {
    var windows = topics.windows().getOrDefault(vm, List.of());
    windows.forEach(window -> window.setHost(""));
    return windows;
  }

  private List<RamBlockConversions> offline(String vm, long offsetNs) {
    return Offline.of(capture, vm, WINDOWS, offsetNs).blocks;
  }
}
