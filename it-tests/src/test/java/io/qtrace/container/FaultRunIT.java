package io.qtrace.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two instances of the decode stage, a worker, three brokers and a registry, of which one after the
 * other is killed, frozen or cut off while events come. At the end each event is there once.
 */
@NeedsDocker
@Tag("long")
final class FaultRunIT {

  /** In three, each broker is killed and each is cut off. */
  private static final int ROUNDS = Integer.getInteger("qtrace.fault.rounds", 3);

  private static final int FAULTS_PER_ROUND = 7;

  /** Longer than the 6 s after which the group gives up a member: what comes back is a zombie. */
  private static final int ZOMBIE_SECONDS = 8;

  private static final int OUTAGE_SECONDS = 2;

  private interface Step {
    void run() throws Exception;
  }

  /**
   * Something that breaks.
   *
   * @param seconds how long it is broken
   * @param mend returns when it is whole again, where others depend on that
   */
  private record Fault(String name, Step inflict, int seconds, Step mend) {}

  private final Map<String, Integer> inflicted = new TreeMap<>();

  @Test
  void losesAndDoublesNothingWhateverIsKilledOrCutOff() throws Exception {
    var stack = Stack.shared();
    try (var run = new NumberedRun(stack, "faults", new NumberedRun.Load(4, 2, 100))) {
      var first = run.addInstance(Map.of());
      var second = run.addInstance(Map.of());
      run.begin();
      long began = System.nanoTime();
      for (int round = 0; round < ROUNDS; round++) {
        var instances = round % 2 == 0 ? List.of(first, second) : List.of(second, first);
        for (var fault : faults(stack, instances, run.connect(), round)) {
          run.poison();
          inflict(fault);
        }
        run.awaitProgress();
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
      var account = run.finish();

      int cycles = inflicted.values().stream().mapToInt(Integer::intValue).sum();
      System.out.printf("fault run: %d cycles in %d s: %s%n", cycles, seconds, inflicted);
      System.out.print(account);
      assertThat(cycles).isEqualTo(ROUNDS * FAULTS_PER_ROUND);
    }
  }

  private static List<Fault> faults(Stack stack, List<Part> instances, Part connect, int round) {
    var killedBroker = stack.brokers().get(round % 3);
    var cutBroker = stack.brokers().get((round + 1) % 3);
    var one = instances.get(0);
    var other = instances.get(1);
    return List.of(
        killed("topology killed", one, () -> {}),
        killed("broker killed", killedBroker, stack::awaitReplicas),
        killed("connect killed", connect, () -> {}),
        killed("registry killed", stack.registry(), stack::awaitRegistry),
        cutOff("broker cut off", cutBroker, stack::awaitReplicas),
        cutOff("topology cut off", other, () -> {}),
        new Fault("topology frozen", one::freeze, ZOMBIE_SECONDS, one::thaw));
  }

  private static Fault killed(String name, Part part, Step whole) {
    return new Fault(
        name,
        part::kill,
        OUTAGE_SECONDS,
        () -> {
          part.startAgain();
          whole.run();
        });
  }

  private static Fault cutOff(String name, Part part, Step whole) {
    return new Fault(
        name,
        part::cutOff,
        ZOMBIE_SECONDS,
        () -> {
          part.reconnect();
          whole.run();
        });
  }

  private void inflict(Fault fault) throws Exception {
    long began = System.nanoTime();
    fault.inflict().run();
    inflicted.merge(fault.name(), 1, Integer::sum);
    TimeUnit.SECONDS.sleep(fault.seconds());
    fault.mend().run();
    System.out.printf("%-16s %5.1f s%n", fault.name(), (System.nanoTime() - began) / 1e9);
  }
}
