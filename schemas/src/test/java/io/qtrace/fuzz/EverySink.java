package io.qtrace.fuzz;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;

/** Does with every event all that the product can do with one, and counts bytes. */
final class EverySink implements RawRecordHandler {

  private static final int DROPPED_BYTES = 40;

  private final Definitions definitions;
  private final TypedEventEncoder encoder;
  private final GrowableBytes text = new GrowableBytes(4096);
  private long bytes;

  EverySink(Definitions definitions) {
    this.definitions = definitions;
    this.encoder =
        new TypedEventEncoder(new EventTranscoders(definitions), new Origin("host", "vm", 0, 0));
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void event(RawEvent event) {
    bytes += event.to - event.from;
    encoder.encode(event, 1);
    text.clear();
    LogTextRenderer.compile(definitions.events().get(event.definition)).render(event, text);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    bytes += DROPPED_BYTES;
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    bytes += to - from;
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    bytes += to - from;
  }

  @Override
  public void header(byte[] buffer, int from, int to) {
    bytes += to - from;
  }

  @Override
  public void mapping(byte[] buffer, int from, int to) {
    bytes += to - from;
  }
}
