package io.qtrace.topology.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadSliceTest {

  private static final Duration LENGTH = Duration.ofNanos(12);

  @Test
  void isDividedBetweenThoseWhoTakeIt() {
    var tasks = Stream.generate(() -> new ThreadSlice(LENGTH)).limit(4).toList();
    assertThat(tasks.get(0).ns()).isEqualTo(12);

    tasks.forEach(task -> task.take(true));
    tasks.forEach(task -> task.take(true));
    assertThat(tasks.get(0).ns()).isEqualTo(3);

    tasks.get(3).take(false);
    assertThat(tasks.get(0).ns()).isEqualTo(4);

    tasks.forEach(task -> task.take(false));
    assertThat(tasks.get(0).ns()).isEqualTo(12);
  }

  @Test
  void belongsToOneThread() {
    var here = new ThreadSlice(LENGTH);
    here.take(true);
    var ofAnotherThread =
        CompletableFuture.supplyAsync(
            () -> {
              var there = new ThreadSlice(LENGTH);
              there.take(true);
              return there.ns();
            });

    assertThat(ofAnotherThread.join()).isEqualTo(12);
    here.take(false);
  }
}
