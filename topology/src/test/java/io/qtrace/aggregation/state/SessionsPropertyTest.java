package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.aggregation.window.Result;
import io.qtrace.testing.SimpleTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Sessions of events out of order, however a trace is cut and edited, against sorting all. */
@Tag("slow")
class SessionsPropertyTest {

  /** The limit has no effect but to make it another aggregation. */
  private static final String FILE =
      """
      aggregations:
        - name: bursts
          from: op
          where: length > 10
          group-by: [kind]
          window: {session: 3s, max: 20s}
          measures: {ops: count, bytes: sum(length), newest: last(length)}
          limits: {text: %d}
      """;

  private static final int OP = 0;
  private static final long MILLI = 1_000_000;
  private static final long START_MS = 1_700_000_000_000L;
  private static final long GAP_MS = 3000;
  private static final long MAX_MS = 20_000;

  private record Op(long ms, int kind, int length) {}

  private final List<Op> ops = new ArrayList<>();
  private TracedVm vm = new TracedVm();
  private long nowMs;

  @Property(tries = 200)
  void agreesWithABruteForce(@ForAll long seed) {
    play(new Random(seed), 0);

    assertThat(vm.results())
        .allSatisfy(result -> assertThat(result.values().get("complete")).isEqualTo(true))
        .extracting(SessionsPropertyTest::sentence)
        .containsExactlyInAnyOrderElementsOf(expected());
  }

  @Property(tries = 100)
  void noEditLosesAnEvent(@ForAll long seed) {
    play(new Random(seed), 5);

    long counted =
        vm.results().stream().mapToLong(result -> (Long) result.values().get("ops")).sum();
    assertThat(counted).isEqualTo(ops.stream().filter(op -> op.length > 10).count());
    assertThat(vm.late()).isZero();
  }

  /**
   * @param edits that there are after so many chunks, about; 0: none
   */
  private void play(Random random, int edits) {
    ops.clear();
    vm = new TracedVm();
    nowMs = START_MS;
    vm.declare(FILE.formatted(100));
    vm.chunk(new SimpleTrace().header().mapping(OP, "op").toBytes());
    for (int chunks = random.nextInt(60); chunks >= 0; chunks--) {
      vm.chunk(chunk(random));
      if (random.nextInt(4) == 0) {
        vm.restart();
      }
      if (edits > 0 && random.nextInt(edits) == 0) {
        vm.declare(FILE.formatted(16 + random.nextInt(8)));
      }
    }
    vm.silence();
  }

  /** Out of order within the grace. */
  private byte[] chunk(Random random) {
    var trace = new SimpleTrace();
    for (int left = random.nextInt(20); left > 0; left--) {
      nowMs += random.nextInt(random.nextInt(12) == 0 ? 15_000 : 700);
      long ms = nowMs - random.nextInt(4000);
      var op = new Op(ms, random.nextInt(4), random.nextInt(100));
      ops.add(op);
      trace.event(OP, op.ms * MILLI, op.length, op.kind, "");
    }
    return trace.toBytes();
  }

  private static String sentence(Result result) {
    var values = result.values();
    return "%d to %d, kind %s: %s, %s, %s"
        .formatted(
            ((Instant) values.get("windowStart")).toEpochMilli(),
            ((Instant) values.get("windowEnd")).toEpochMilli(),
            values.get("kind"),
            values.get("ops"),
            values.get("bytes"),
            values.get("newest"));
  }

  private List<String> expected() {
    var expected = new ArrayList<String>();
    for (int kind = 0; kind < 4; kind++) {
      int own = kind;
      var session = new ArrayList<Op>();
      for (var op :
          ops.stream()
              .filter(one -> one.kind == own && one.length > 10)
              .sorted(Comparator.comparingLong(Op::ms).thenComparingInt(Op::length))
              .toList()) {
        if (!session.isEmpty() && op.ms >= endMs(session)) {
          expected.add(shown(session));
          session.clear();
        }
        session.add(op);
      }
      if (!session.isEmpty()) {
        expected.add(shown(session));
      }
    }
    return expected;
  }

  private static long endMs(List<Op> session) {
    long lastMs = session.get(session.size() - 1).ms;
    return Math.min(lastMs + GAP_MS, session.get(0).ms + MAX_MS);
  }

  private static String shown(List<Op> session) {
    return "%d to %d, kind %s: %s, %s, %s"
        .formatted(
            session.get(0).ms,
            endMs(session),
            session.get(0).kind,
            session.size(),
            session.stream().mapToLong(Op::length).sum(),
            session.get(session.size() - 1).length);
  }
}
