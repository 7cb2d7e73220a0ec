package io.qtrace.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances of the decode stage come, are replaced one after the other, and go. */
@NeedsDocker
@Tag("long")
final class ScalingIT {

  private static final String TEST = "scaling";
  private static final long SIGTERM_EXIT = 143;

  /** What event ids mean is in state: without it, events after a restart would be dead letters. */
  @Test
  void goesFromOneInstanceToThreeAndBackWhileEventsCome() throws Exception {
    var stack = Stack.shared();
    try (var run = new NumberedRun(stack, TEST, new NumberedRun.Load(6, 2, 100))) {
      var first = run.addInstance(Map.of());
      run.begin();
      awaitWorking(stack, 1);

      var all = List.of(first, run.addInstance(Map.of()), run.addInstance(Map.of()));
      awaitWorking(stack, 3);
      run.awaitProgress();

      for (var instance : all) {
        assertThat(instance.stop()).isEqualTo(SIGTERM_EXIT);
        instance.startAgain();
        instance.awaitHealthy();
        run.awaitProgress();
      }

      all.get(1).stop();
      all.get(2).stop();
      awaitWorking(stack, 1);
      run.awaitProgress();
      System.out.print("scaled 1, 3, 1, each instance restarted:\n" + run.finish());
    }
  }

  private static void awaitWorking(Stack stack, int instances) {
    await(instances + " instances at work")
        .atMost(Part.PATIENCE)
        .ignoreExceptions()
        .until(() -> working(stack) == instances);
  }

  /**
   * Instances that have partitions, by what the clients of each are called: a network that another
   * run has left may let all of them come from one address.
   */
  private static int working(Stack stack) throws ExecutionException, InterruptedException {
    var group = stack.admin().describeConsumerGroups(List.of(TEST)).all().get().get(TEST);
    return group.members().stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .map(member -> member.clientId().replaceFirst("-StreamThread-.*", ""))
        .collect(Collectors.toSet())
        .size();
  }
}
