package io.qtrace.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.testing.RealTraces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Our output against that of QEMU's simpletrace.py, and of an independent decoder that uses glibc's
 * printf.
 */
class ReferenceOutputTest {

  @TestFactory
  Stream<DynamicTest> simpletraceIsWhatQemusScriptPrints() throws IOException {
    return compared(".simpletrace.txt", SimpletracePrinter::new, text -> text);
  }

  @TestFactory
  Stream<DynamicTest> textIsWhatTheLogBackendPrints() throws IOException {
    // The last line may be the decoder's note on how the trace ends: "- - <trunc at 4021>".
    return compared(".rendered.txt", TextPrinter::new, text -> text.replaceFirst("- - <.*\n$", ""));
  }

  private static Stream<DynamicTest> compared(
      String ending,
      Function<List<EventDefinition>, RawRecordHandler> printers,
      Function<String, String> withoutNotes)
      throws IOException {
    var found = RealTraces.find();
    if (found.isEmpty()) {
      return RealTraces.absent();
    }
    var traces = found.get();
    return traces.referenced(ending).stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      var definitions = traces.definitions(name);
                      var printer = printers.apply(definitions.events());
                      var trace = traces.simple(name);
                      new SimpleReader(definitions, OnDamage.STOP)
                          .read(trace, 0, trace.length, true, printer);
                      assertThat(printer.toString())
                          .isEqualTo(
                              withoutNotes.apply(latin1(traces.read("ref/" + name + ending))));
                    }));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static final class SimpletracePrinter implements RawRecordHandler {
    private final GrowableBytes out = new GrowableBytes(1 << 20);
    private final SimpletraceRenderer renderer;

    SimpletracePrinter(List<EventDefinition> definitions) {
      renderer = new SimpletraceRenderer(definitions);
    }

    @Override
    public void event(RawEvent event) {
      renderer.event(event, out);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      renderer.dropped(timestampNs, pid, count, out);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

    @Override
    public void other(byte[] buffer, int from, int to) {}

    @Override
    public String toString() {
      return TestEvent.latin1(out);
    }
  }

  /** In front of each line are its time stamp and pid. */
  private static final class TextPrinter implements RawRecordHandler {
    private final GrowableBytes out = new GrowableBytes(1 << 20);
    private final List<LogTextRenderer> renderers;

    TextPrinter(List<EventDefinition> definitions) {
      renderers = definitions.stream().map(LogTextRenderer::compile).toList();
    }

    @Override
    public void event(RawEvent event) {
      start(event.timestampNs, event.pid);
      renderers.get(event.definition).render(event, out);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      start(timestampNs, pid);
      out.put("<dropped> %d\n".formatted(count).getBytes(StandardCharsets.US_ASCII));
    }

    private void start(long timestampNs, int pid) {
      out.putDecimal(timestampNs);
      out.put(' ');
      out.putDecimal(Integer.toUnsignedLong(pid));
      out.put(' ');
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

    @Override
    public void other(byte[] buffer, int from, int to) {}

    @Override
    public String toString() {
      return TestEvent.latin1(out);
    }
  }
}
