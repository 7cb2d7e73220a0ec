package io.qtrace.aggregation.state;

import io.qtrace.testing.SimpleTrace;

/** A million groups in a second, for a JVM with little memory; prints what became of them. */
final class OpenSessionsMemory {

  private static final int CHUNK = 1000;

  private OpenSessionsMemory() {}

  public static void main(String[] arguments) {
    var vm = new TracedVm();
    vm.declare(
        """
        aggregations:
          - name: owners
            from: op
            group-by: [owner]
            window: {session: 1h, max: 1d}
            measures: {n: count, newest: last(owner), lengths: 'quantiles(length, 0.5)'}
        """);
    vm.chunk(new SimpleTrace().header().mapping(0, "op").toBytes());
    long ns = 1_700_000_000_000_000_000L;
    for (int i = 0; i < 1_000_000; i += CHUNK) {
      var chunk = new SimpleTrace();
      for (int id = i; id < i + CHUNK; id++) {
        chunk.event(0, ns += 1000, id, 1, "owner " + id);
      }
      vm.chunk(chunk.toBytes());
    }
    vm.restart();
    vm.silence();
    long events = vm.results().stream().mapToLong(result -> (Long) result.values().get("n")).sum();
    System.out.printf("%d events, %d results", events, vm.results().size());
  }
}
