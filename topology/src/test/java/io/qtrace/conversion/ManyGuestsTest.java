package io.qtrace.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.SimulationOptions.Happening;
import io.qtrace.conversion.SimulationOptions.Loss;
import io.qtrace.conversion.SimulationOptions.Traced;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Short lives of many guests to which everything happens, always the same ones: {@code
 * -Dqtrace.simulated.runs=20000} for more of them.
 */
@Tag("slow")
class ManyGuestsTest {

  private static final int CONVERSIONS = 240;

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("1s"), Duration.ofSeconds(1));

  @Test
  void noConversionHasAWrongBlock() {
    var wrong = new ArrayList<String>();
    long attributed = 0;
    for (int seed = 0; seed < Integer.getInteger("qtrace.simulated.runs", 300); seed++) {
      var options = options(new Random(seed * 0x9e37_79b9_7f4a_7c15L));
      var simulation = new Simulation(options, seed);
      var results = new CollectedResults();
      simulation.play(new VmConversions("vm", "host", SETTINGS, results));

      var score = Score.of(simulation, results);
      attributed += score.right();
      if (!score.wrong().isEmpty()) {
        wrong.add("seed " + seed + ", " + options + ": " + score.wrong());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(attributed).isPositive();
  }

  private static SimulationOptions options(Random random) {
    var memory = random.nextBoolean() ? GuestMemory.plain() : GuestMemory.numa();
    return SimulationOptions.everything(memory)
        .vcpus(1 + random.nextInt(24))
        .without(some(Traced.class, 3, random).toArray(new Traced[0]))
        .hot(oneOf(random, 0, 0.05, 0.5))
        .failed(oneOf(random, 0, 0.02, 0.2))
        .lateBy(random.nextInt(3) == 0 ? 1 + random.nextInt(2 * CONVERSIONS) : 0)
        .conversions(CONVERSIONS)
        .losing(random.nextBoolean() ? Loss.BEHIND_THE_RING : Loss.NONE)
        .with(some(Happening.class, 2, random))
        .possible();
  }

  /** Each with a chance of one in so many. */
  private static <E extends Enum<E>> Set<E> some(Class<E> type, int chance, Random random) {
    var some = EnumSet.allOf(type);
    some.removeIf(one -> random.nextInt(chance) > 0);
    return some;
  }

  private static double oneOf(Random random, double... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
