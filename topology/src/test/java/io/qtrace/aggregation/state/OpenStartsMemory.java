package io.qtrace.aggregation.state;

import io.qtrace.testing.SimpleTrace;

/** A million open starts and groups, for a JVM with little memory; prints what became of them. */
final class OpenStartsMemory {

  private static final int CHUNK = 1000;

  private OpenStartsMemory() {}

  public static void main(String[] arguments) {
    var vm = new TracedVm();
    vm.declare(
        """
        aggregations:
          - name: requests
            pair: {start: begin, end: finish, by: id, within: 1h}
            group-by: [start.owner]
            window: 1d
            measures: {n: count, longest: max(latency_us)}
            limits: {starts: 65536, groups: 1000}
        """);
    vm.chunk(new SimpleTrace().header().mapping(2, "begin").mapping(3, "finish").toBytes());
    long ns = 1_700_000_000_000_000_000L;
    for (int i = 0; i < 1_000_000; i += CHUNK) {
      var chunk = new SimpleTrace();
      for (int id = i; id < i + CHUNK; id++) {
        chunk.event(2, ns += 1000, id, 1, "owner " + id);
      }
      vm.chunk(chunk.toBytes());
    }
    vm.restart();
    for (int i = 0; i < 1_000_000; i += CHUNK) {
      var chunk = new SimpleTrace();
      for (int id = i; id < i + CHUNK; id++) {
        chunk.event(3, ns += 1000, id, 0);
      }
      vm.chunk(chunk.toBytes());
    }
    vm.silence();
    long pairs = vm.results().stream().mapToLong(result -> (Long) result.values().get("n")).sum();
    var values = vm.results().get(0).values();
    System.out.printf(
        "%d pairs, %s unfinished, %s unmatched, %d results, %d open",
        pairs,
        values.get("unfinished"),
        values.get("unmatchedEnds"),
        vm.results().size(),
        vm.openStarts());
  }
}
