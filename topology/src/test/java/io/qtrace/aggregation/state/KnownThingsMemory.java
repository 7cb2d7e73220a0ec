package io.qtrace.aggregation.state;

import io.qtrace.testing.SimpleTrace;

/** A million things in a state, for a JVM with little memory; prints what became of them. */
final class KnownThingsMemory {

  private static final int CHUNK = 1000;

  private KnownThingsMemory() {}

  public static void main(String[] arguments) {
    var vm = new TracedVm();
    vm.declare(
        """
        aggregations:
          - name: modes
            state: {event: mode, value: now, by: id}
            window: 1d
            measures: {seconds: time_in, entered: transitions}
            limits: {things: 32768}
        """);
    vm.chunk(new SimpleTrace().header().mapping(4, "mode").toBytes());
    long ns = 1_700_000_000_000_000_000L;
    for (int i = 0; i < 1_000_000; i += CHUNK) {
      var chunk = new SimpleTrace();
      for (int id = i; id < i + CHUNK; id++) {
        chunk.event(4, ns += 1000, id, "off", "on");
      }
      vm.chunk(chunk.toBytes());
    }
    vm.restart();
    vm.silence();
    var values = vm.results().get(0).values();
    System.out.printf(
        "%s s, entered %s, %s forgotten, %d results",
        values.get("seconds"), values.get("entered"), values.get("forgotten"), vm.results().size());
  }
}
