package io.qtrace.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.SimulationOptions.Happening;
import io.qtrace.conversion.SimulationOptions.Loss;
import io.qtrace.conversion.SimulationOptions.Traced;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.window.WindowSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** The same trace gives the same results, in one piece or in chunks with restarts between them. */
@Tag("slow")
@Tag("long")
class CutTraceTest {

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(
          List.of(new WindowSpec(20, 20), new WindowSpec(50, 10)), Duration.ZERO);

  /** A VM that is written and read again now and then. */
  private static final class Restarting {

    private final Random random;
    private final CollectedResults results = new CollectedResults();
    private final MemoryFacts facts = new MemoryFacts();
    private VmConversions vm = made();

    Restarting(Random random) {
      this.random = random;
    }

    private VmConversions made() {
      return new VmConversions("vm", "host", SETTINGS, results);
    }

    /** Takes events, and passes them on in chunks. */
    MemoryEvents events() {
      return (MemoryEvents)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {MemoryEvents.class},
              (proxy, method, arguments) -> {
                try {
                  method.invoke(facts, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
                if (random.nextInt(200) == 0) {
                  endChunk();
                }
                return null;
              });
    }

    void endChunk() {
      MemoryFacts.replay(facts.toByteArray(), vm);
      facts.clear();
      if (random.nextInt(3) == 0) {
        restart();
      }
    }

    private void restart() {
      var bytes = new ByteArrayOutputStream();
      try {
        vm.encode(new DataOutputStream(bytes));
        vm = made();
        var in = new ByteArrayInputStream(bytes.toByteArray());
        vm.decode(new DataInputStream(in));
        assertThat(in.available()).isZero();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Property(tries = 12)
  void givesTheResultsOfTheWholeTrace(@ForAll long seed) {
    var random = new Random(seed);
    var simulation = new Simulation(options(random), seed);
    var whole = new CollectedResults();
    var vm = new VmConversions("vm", "host", SETTINGS, whole);
    simulation.play(vm);

    var cut = new Restarting(random);
    simulation.play(cut.events());
    cut.endChunk();

    assertEqual(cut.results.conversions, whole.conversions);
    assertEqual(cut.results.positions, whole.positions);
    assertEqual(cut.results.late, whole.late);
    assertEqual(cut.results.blocks, whole.blocks);
    assertEqual(cut.results.vms, whole.vms);
    assertThat(cut.vm.shared()).isEqualTo(vm.shared());
  }

  /** Shows the first difference only: the lists are long. */
  private static void assertEqual(List<?> actual, List<?> expected) {
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      assertThat(actual.get(i)).as("number %d", i).isEqualTo(expected.get(i));
    }
    assertThat(actual).hasSameSizeAs(expected);
  }

  private static SimulationOptions options(Random random) {
    var memory = random.nextBoolean() ? GuestMemory.plain() : GuestMemory.numa();
    var all = List.of(Traced.values());
    var options =
        SimulationOptions.everything(memory)
            .without(oneOf(all, random), oneOf(all, random))
            .hot(random.nextInt(3) * 0.2)
            .failed(random.nextInt(3) * 0.05)
            .losing(oneOf(List.of(Loss.values()), random))
            .with(EnumSet.of(Happening.EARLY_DISCARD, oneOf(List.of(Happening.values()), random)));
    return random.nextBoolean() ? options : options.lateBy(random.nextInt(3000));
  }

  private static <T> T oneOf(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
