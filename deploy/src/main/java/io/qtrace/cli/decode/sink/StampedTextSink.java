package io.qtrace.cli.decode.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import java.io.OutputStream;
import java.util.List;

/** As {@link TextSink}, each line behind the time stamp (ns, the source's clock) and the pid. */
final class StampedTextSink implements EventSink {

  private static final byte[] DROPPED = "<dropped> ".getBytes(US_ASCII);

  private final BlockOutput out;
  private final TextSink.Renderers renderers;

  StampedTextSink(OutputStream out, List<EventDefinition> definitions) {
    this.out = new BlockOutput(out);
    this.renderers = new TextSink.Renderers(definitions);
  }

  @Override
  public void event(RawEvent event) {
    renderers.get(event.definition).render(event, stamped(event.timestampNs, event.pid));
    out.lineEnd();
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    var bytes = stamped(timestampNs, pid);
    bytes.put(DROPPED);
    bytes.putDecimal(count);
    bytes.put('\n');
    out.lineEnd();
  }

  private GrowableBytes stamped(long timestampNs, int pid) {
    var bytes = out.bytes();
    bytes.putDecimal(timestampNs);
    bytes.put(' ');
    bytes.putDecimal(Integer.toUnsignedLong(pid));
    bytes.put(' ');
    return bytes;
  }

  @Override
  public void close() {
    out.close();
  }
}
