package io.qtrace.cli.decode.sink;

import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.LogTextRenderer;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines QEMU's log backend would have printed. It prints nothing for a dropped record. */
final class TextSink implements EventSink {

  private final BlockOutput out;
  private final Renderers renderers;

  TextSink(OutputStream out, List<EventDefinition> definitions) {
    this.out = new BlockOutput(out);
    this.renderers = new Renderers(definitions);
  }

  @Override
  public void event(RawEvent event) {
    renderers.get(event.definition).render(event, out.bytes());
    out.lineEnd();
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {}

  @Override
  public void close() {
    out.close();
  }

  /** Compiles the renderer of an event when the first one comes: few of the thousands occur. */
  static final class Renderers {

    private final List<EventDefinition> definitions;
    private final @Nullable LogTextRenderer[] compiled;

    Renderers(List<EventDefinition> definitions) {
      this.definitions = definitions;
      this.compiled = new LogTextRenderer[definitions.size()];
    }

    LogTextRenderer get(int definition) {
      var renderer = compiled[definition];
      if (renderer == null) {
        renderer = compiled[definition] = LogTextRenderer.compile(definitions.get(definition));
      }
      return renderer;
    }
  }
}
