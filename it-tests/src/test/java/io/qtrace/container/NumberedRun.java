package io.qtrace.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Numbered events of several VMs, from growing files by way of a worker and the decode stage, with
 * poison among them; and the account of what became of each.
 */
final class NumberedRun implements AutoCloseable {

  /**
   * @param perSecond events of each VM
   */
  record Load(int traces, int logs, int perSecond) {}

  private static final String TOPIC = "event-balloon_event";
  private static final String DEAD_LETTERS = "dead-letter";

  private final Stack stack;
  private final String test;
  private final Typed typed;
  private final Poison poison;
  private final Feeder feeder;
  private final Load load;
  private final Part connect;
  private final List<Part> instances = new ArrayList<>();

  NumberedRun(Stack stack, String test, Load load) throws IOException {
    this.stack = stack;
    this.test = test;
    this.load = load;
    var prefix = test + "-";
    var host = HostDirectory.create(test);
    host.connector("traces", "SimpleTraceSourceConnector", prefix, "traces", "");
    host.connector("logs", "TraceLogSourceConnector", prefix, "logs", "");
    typed = stack.typed(prefix);
    poison = new Poison(stack, prefix);
    feeder = new Feeder(host, load);
    connect = stack.connect(test, host.path());
  }

  /** One more instance of the decode stage; returns when it decodes. */
  Part addInstance(Map<String, String> environment) {
    var name = Integer.toString(instances.size() + 1);
    var instance = stack.topology(test, name, environment);
    instances.add(instance);
    return instance.start().awaitHealthy();
  }

  /** Returns when the first events are typed. An instance has to be there: it makes the topics. */
  void begin() {
    connect.start().awaitHealthy();
    feeder.start();
    await("the first typed events")
        .atMost(Part.PATIENCE)
        .ignoreExceptions()
        .until(() -> typed.progress(TOPIC) > 0);
    stack.awaitReplicas();
  }

  Part connect() {
    return connect;
  }

  void poison() {
    poison.send();
  }

  /** Returns when as many events have come out as come in a second. */
  void awaitProgress() throws ExecutionException, InterruptedException {
    long now = typed.progress(TOPIC);
    long more = (long) (load.traces() + load.logs()) * load.perSecond();
    await("typed events go on")
        .atMost(Part.PATIENCE)
        .ignoreExceptions()
        .until(() -> typed.progress(TOPIC) > now + more);
  }

  /** Sends no more, and waits until all that was sent is there. Returns the account as a table. */
  String finish() throws Exception {
    var sent = feeder.stop();
    long poisoned = poison.flush();
    stack.awaitReplicas();
    long events = sent.values().stream().mapToLong(Long::longValue).sum();
    try {
      typed.awaitCount(TOPIC, events);
      typed.awaitCount(DEAD_LETTERS, poisoned);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(whatIsMissing(sent), e);
    }
    return account(sent, poisoned);
  }

  /** What arrived of each VM, and the last lines of those that should have brought the rest. */
  private String whatIsMissing(Map<String, Long> sent) throws Exception {
    var text = new StringBuilder();
    var arrivals = Arrivals.read(typed);
    var ledger = ledger();
    sent.forEach(
        (vm, count) ->
            text.append(
                "%s: %d of %d typed, missing: %s; ledger: %s%n"
                    .formatted(
                        vm,
                        arrivals.typed(vm),
                        count,
                        arrivals.missing(vm, count),
                        ledger.get(vm))));
    text.append(letters());
    for (var part : Stream.concat(Stream.of(connect), instances.stream()).toList()) {
      text.append("%n%s (running: %s):%n".formatted(part.name(), part.isRunning()));
      text.append(part.lastLines());
    }
    return text.toString();
  }

  /** What was kept undecoded, by source and reason. */
  private String letters() throws ExecutionException, InterruptedException {
    var counts = new TreeMap<String, Long>();
    for (var letter : typed.all(DEAD_LETTERS, DeadLetter.class)) {
      counts.merge(letter.getVm() + ": " + letter.getReason(), 1L, Long::sum);
    }
    return "dead letters: %s%n".formatted(counts);
  }

  private String account(Map<String, Long> sent, long poisoned) throws Exception {
    var arrivals = Arrivals.read(typed);
    var letters = typed.all(DEAD_LETTERS, DeadLetter.class);
    long different = letters.stream().map(DeadLetter::getBytes).distinct().count();
    var rows = new ArrayList<Row>();
    sent.forEach(
        (vm, count) ->
            rows.add(new Row(vm, count, arrivals.typed(vm), 0, arrivals.duplicated(vm))));
    rows.add(new Row(Poison.VM, poisoned, 0, different, letters.size() - different));
    var table = Row.table(rows);
    var ledger = ledger();
    assertThat(rows)
        .as(table)
        .allSatisfy(
            row -> {
              assertThat(row.lost()).isZero();
              assertThat(row.duplicated()).isZero();
              if (row.sent() > 0) {
                var entry = ledger.get(row.vm());
                assertThat(entry.getRead()).isEqualTo(row.sent());
                assertThat(entry.getTyped()).isEqualTo(row.typed());
                assertThat(entry.getDeadLettered()).isEqualTo(row.deadLettered());
              }
            });
    return table;
  }

  private record Row(String vm, long sent, long typed, long deadLettered, long duplicated) {

    long lost() {
      return sent - typed - deadLettered;
    }

    static String table(List<Row> rows) {
      var text = new StringBuilder();
      var line = "%-10s %9s %9s %13s %6s %11s%n";
      text.append(line.formatted("vm", "sent", "typed", "dead-lettered", "lost", "duplicated"));
      for (var r : rows) {
        text.append(line.formatted(r.vm, r.sent, r.typed, r.deadLettered, r.lost(), r.duplicated));
      }
      return text.toString();
    }
  }

  /** The latest entry of each VM, which is one source here. */
  private Map<String, Ledger> ledger() throws ExecutionException, InterruptedException {
    var latest = new HashMap<String, Ledger>();
    typed.forEach("ledger", Ledger.class, entry -> latest.put(entry.getVm(), entry));
    return latest;
  }

  @Override
  public void close() {
    feeder.close();
    poison.close();
    connect.close();
    instances.forEach(Part::close);
    stack.deleteTopics(test + "-");
  }
}
