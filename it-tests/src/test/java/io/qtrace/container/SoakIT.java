package io.qtrace.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Events for as long as {@code -Dqtrace.soak.seconds} says: the account balances, and the decode
 * stage's memory does not grow.
 */
@NeedsDocker
@Tag("long")
final class SoakIT {

  private static final Duration LENGTH =
      Duration.ofSeconds(Long.getLong("qtrace.soak.seconds", 60));
  private static final int SAMPLES = 40;

  /** The heap is there from the beginning, so that what grows is seen: native memory, and files. */
  private static final String JVM =
      "-Xms256m -Xmx256m -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError";

  private static final double FLAT = 1.15;

  @Test
  void keepsItsMemoryAndTheAccount() throws Exception {
    var load = new NumberedRun.Load(4, 2, 1000);
    try (var run = new NumberedRun(Stack.shared(), "soak", load)) {
      var instance = run.addInstance(Map.of("JDK_JAVA_OPTIONS", JVM));
      run.begin();
      var residentKib = new ArrayList<Long>();
      for (int sample = 0; sample < SAMPLES; sample++) {
        TimeUnit.MILLISECONDS.sleep(LENGTH.toMillis() / SAMPLES);
        run.poison();
        residentKib.add(residentKib(instance));
      }
      var account = run.finish();

      long before = median(residentKib.subList(SAMPLES / 4, SAMPLES / 2));
      long after = median(residentKib.subList(3 * SAMPLES / 4, SAMPLES));
      System.out.printf(
          "soak of %d s: the decode stage's memory %d MiB, at the end %d MiB%n%s",
          LENGTH.toSeconds(), before >> 10, after >> 10, account);
      assertThat((double) after).as("resident KiB %s", residentKib).isLessThan(FLAT * before);
    }
  }

  private static long residentKib(Part instance) throws Exception {
    var line = instance.execute("grep", "VmRSS", "/proc/1/status");
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
