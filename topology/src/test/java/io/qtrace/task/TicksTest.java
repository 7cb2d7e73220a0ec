package io.qtrace.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** With the processor, and not with the task, they end. */
class TicksTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MockProcessorContext<byte[], byte[]> task = new MockProcessorContext<>();

  private boolean isCancelled(int tick) {
    return task.scheduledPunctuators().get(tick).cancelled();
  }

  @Test
  void tellTheTime() {
    var times = new ArrayList<Long>();
    try (var ticks = new Ticks(task)) {
      ticks.every(SECOND, times::add);
      task.scheduledPunctuators().get(0).getPunctuator().punctuate(17);
    }

    assertThat(times).containsExactly(17L);
  }

  @Test
  void endOneByOneOrAllAtOnce() {
    var ticks = new Ticks(task);
    var first = ticks.every(SECOND, now -> {});
    ticks.every(SECOND, now -> {});
    first.run();
    assertThat(isCancelled(0)).isTrue();
    assertThat(isCancelled(1)).isFalse();

    ticks.close();
    assertThat(isCancelled(1)).isTrue();
  }
}
