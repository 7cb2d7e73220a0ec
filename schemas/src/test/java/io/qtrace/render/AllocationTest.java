package io.qtrace.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.qtrace.raw.RawEvent;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class AllocationTest {

  private static final int EVENTS = 100_000;

  private static void assertAllocatesNothing(
      String declaration, BiConsumer<RawEvent, GrowableBytes> print, Object... values) {
    var event = TestEvent.of(ByteOrder.LITTLE_ENDIAN, values);
    var out = new GrowableBytes(4096);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    print.accept(event, out);

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < EVENTS; i++) {
      out.clear();
      event.timestampNs += 1234;
      print.accept(event, out);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // What the measurement itself and the JIT compiler's uncommon traps need.
    assertThat(allocated / (double) EVENTS).as("bytes per event of " + declaration).isLessThan(1);
  }

  @Test
  void renderingAllocatesNothingPerEvent() {
    var declaration =
        "ev(int a, const char *s, void *p, uint64_t v, int w) \"%d '%-12s' %p %016lx %5d\"";
    var definition = TestEvent.definition(declaration);
    var simpletrace = new SimpletraceRenderer(List.of(definition));
    Object[] values = {-5, "it's", 0x7f0011223344L, -1, 42};

    assertAllocatesNothing(declaration, LogTextRenderer.compile(definition)::render, values);
    assertAllocatesNothing(declaration, simpletrace::event, values);
  }
}
