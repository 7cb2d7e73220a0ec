package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.aggregation.window.Result;
import io.qtrace.testing.SimpleTrace;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** The same trace gives the same results, in one piece or in chunks with restarts between them. */
@Tag("slow")
class CutSumsTest {

  private static final String FILE =
      """
      aggregations:
        - name: by-kind
          from: op
          group-by: [kind]
          window: [10s, 1m/10s]
          measures:
            ops: count
            bytes: sum(length)
            least: min(length)
            most: max(length)
            mean: avg(length)
            newest: last(length)
            owners: distinct(owner)
            length: quantiles(length, 0.5, 0.99)
          limits: {groups: 3}
        - name: busiest
          from: op
          where: length > 10
          group-by: [owner]
          window: 7s
          measures: {ops: count}
          top: {k: 2, by: ops}
          limits: {groups: 6}
        - name: failing
          from: op
          window: 15s
          measures: {inverse: sum(1000 / length)}
        - name: all
          from: $event
          group-by: [event]
          window: 30s
          measures: {events: count, per_second: rate}
        - name: lost
          from: $dropped
          window: 1m
          measures: {notes: count, events: sum(count)}
        - name: done
          pair: {start: begin, end: finish, by: id, within: 20s}
          where: end.ret != 1
          let: {slow: latency_ms > 400.0}
          group-by: [start.owner, slow]
          window: [10s, 1m/10s]
          measures:
            pairs: count
            odd: sum(1000 / start.kind)
            took: quantiles(latency_us, 0.5, 0.99)
            newest: last(end.ret)
          limits: {groups: 4, starts: 5}
        - name: between
          pair: {start: tick, end: [tick, finish], by: {start: pid, end: pid}, within: 1s}
          window: 7s
          measures: {pairs: count, most: max(latency_ns), of: distinct(end.event)}
        - name: kinds
          state: {event: op, value: kind, by: owner}
          where: state != 3
          let: {inverse: 1000 / length}
          group-by: [inverse]
          window: [10s, 1m/10s]
          measures: {seconds: time_in, entered: transitions}
          limits: {groups: 4, things: 9}
        - name: steps
          state: {event: [begin, finish, tick], value: event}
          window: [7s, 42s]
          measures: {seconds: time_in, entered: transitions}
        - name: owners
          state: {event: begin, value: kind, initial: id, by: owner}
          group-by: [owner]
          window: 40s
          measures: {seconds: time_in, entered: transitions}
          top: {k: 2, by: seconds}
        - name: bursts
          from: op
          where: length > 3
          group-by: [kind]
          window: {session: 700ms, max: 7s}
          measures:
            ops: count
            per_second: rate
            owners: distinct(owner)
            newest: last(owner)
            length: quantiles(length, 0.5, 0.99)
          limits: {groups: 3}
        - name: failing-bursts
          from: op
          group-by: [owner]
          window: {session: 5s, max: 40s}
          measures: {inverse: sum(1000 / length)}
        - name: all-bursts
          from: $event
          group-by: [event]
          window: {session: 2s, max: 2s}
          measures: {events: count}
        - name: losses
          from: $dropped
          window: {session: 20s}
          measures: {notes: count, events: sum(count)}
      """;

  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;
  private static final int OP = 0;
  private static final int TICK = 1;
  private static final int BEGIN = 2;
  private static final int FINISH = 3;
  private static final int UNMAPPED = 7;

  /** QEMU's DROPPED_EVENT_ID. */
  private static final int DROPPED = -2;

  @Property(tries = 60)
  @Tag("long")
  void givesTheResultsOfTheWholeTrace(@ForAll long seed) {
    var random = new Random(seed);
    var records = records(random, 200 + random.nextInt(3000));
    cut(random, 1 + random.nextInt(400), records);
  }

  /** A first event may stand alone; about an hour is where that means something. */
  @Property(tries = 100)
  void givesThemAlsoWhereFewEventsComeInAnHour(@ForAll long seed) {
    var random = new Random(seed);
    var records = new ArrayList<byte[]>();
    records.add(mappings());
    long nowNs = START_NS;
    for (int i = 0; i < 8; i++) {
      for (int left = random.nextInt(4); left >= 0; left--) {
        nowNs += random.nextInt(4000) * MILLI;
        records.add(record(random, time(random, nowNs)).toBytes());
      }
      nowNs += (1 + random.nextInt(2)) * 1_797_000L * MILLI + random.nextInt(12_000) * MILLI;
    }
    cut(random, 1 + random.nextInt(4), records);
  }

  private static void cut(Random random, int mostInAChunk, List<byte[]> records) {
    var whole = vm();
    whole.whole(joined(records));
    whole.silence();

    var cut = vm();
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(mostInAChunk));
      cut.chunk(joined(records.subList(from, to)));
      if (random.nextInt(3) == 0) {
        cut.restart();
      }
      from = to;
    }
    cut.silence();

    assertEqual(cut.results(), whole.results());
  }

  /** By which its windows were forgotten, though few bytes had come since. */
  @Example
  void aLossReachesOverAPause() {
    givesTheResultsOfTheWholeTrace(-8205590);
  }

  private static TracedVm vm() {
    var vm = new TracedVm();
    vm.declare(FILE);
    return vm;
  }

  /** Shows the first difference only: the lists are long. */
  private static void assertEqual(List<Result> actual, List<Result> expected) {
    assertThat(expected).hasSizeGreaterThan(5);
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      assertThat(actual.get(i).values()).as("number %d", i).isEqualTo(expected.get(i).values());
    }
    assertThat(actual).hasSameSizeAs(expected);
  }

  /** With events that are late, times that are damaged, losses, and bytes of no use. */
  private static List<byte[]> records(Random random, int count) {
    var records = new ArrayList<byte[]>();
    records.add(mappings());
    long nowNs = START_NS;
    for (int i = 0; i < count; i++) {
      nowNs += random.nextInt(random.nextInt(10) == 0 ? 8000 : 300) * MILLI;
      records.add(record(random, time(random, nowNs)).toBytes());
    }
    return records;
  }

  private static byte[] mappings() {
    return new SimpleTrace()
        .header()
        .mapping(OP, "op")
        .mapping(TICK, "tick")
        .mapping(BEGIN, "begin")
        .mapping(FINISH, "finish")
        .toBytes();
  }

  private static long time(Random random, long nowNs) {
    if (random.nextInt(300) == 0) {
      return random.nextLong(2 * START_NS);
    }
    int lateMs = random.nextInt(60) == 0 ? 120_000 : 300;
    return random.nextInt(4) == 0 ? nowNs - random.nextInt(lateMs) * MILLI : nowNs;
  }

  private static SimpleTrace record(Random random, long atNs) {
    var trace = new SimpleTrace();
    return switch (random.nextInt(50)) {
      case 0 -> trace.event(DROPPED, atNs, 1 + random.nextInt(20));
      case 1 -> trace.event(UNMAPPED, atNs);
      case 2, 3, 4 -> trace.event(TICK, atNs);
      case 5, 6, 7, 8, 9, 10 ->
          trace.event(
              BEGIN, atNs, random.nextInt(8), random.nextInt(5), "ab".substring(random.nextInt(2)));
      case 11, 12, 13, 14, 15 -> trace.event(FINISH, atNs, random.nextInt(8), random.nextInt(3));
      default -> {
        var owner = "abcdefgh".substring(random.nextInt(8)).repeat(1 + random.nextInt(40));
        yield trace.event(OP, atNs, random.nextInt(30), random.nextInt(5), owner);
      }
    };
  }

  private static byte[] joined(List<byte[]> records) {
    var all = new ByteArrayOutputStream();
    records.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
