package io.qtrace.cli.decode.sink;

import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.SimpletraceRenderer;
import java.io.OutputStream;
import java.util.List;

/** The lines QEMU's simpletrace.py would have printed. */
final class SimpletraceSink implements EventSink {

  private final BlockOutput out;
  private final SimpletraceRenderer renderer;

  SimpletraceSink(OutputStream out, List<EventDefinition> definitions) {
    this.out = new BlockOutput(out);
    this.renderer = new SimpletraceRenderer(definitions);
  }

  @Override
  public void event(RawEvent event) {
    renderer.event(event, out.bytes());
    out.lineEnd();
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    renderer.dropped(timestampNs, pid, count, out.bytes());
    out.lineEnd();
  }

  @Override
  public void close() {
    out.close();
  }
}
