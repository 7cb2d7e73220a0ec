package io.qtrace.cli.decode.sink;

import io.qtrace.cli.format.RawEventJson;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.transcode.Origin;
import java.io.OutputStream;
import java.util.List;

/** Typed events as JSON lines, the same that {@code tail} shows. Dropped records are not events. */
final class JsonSink implements EventSink {

  private final BlockOutput out;
  private final Origin origin;
  private final RawEventJson json;

  JsonSink(OutputStream out, List<EventDefinition> definitions, Origin origin) {
    this.out = new BlockOutput(out);
    this.origin = origin;
    this.json = new RawEventJson(definitions, origin.host(), origin.vm());
  }

  @Override
  public void event(RawEvent event) {
    json.write(event, origin.epochNs(event), out.bytes());
    out.lineEnd();
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {}

  @Override
  public void close() {
    out.close();
  }
}
