package io.qtrace.bench;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import java.util.function.Consumer;

/** Hands on events; a capture that is measured with must not have anything else. */
record EventsOnly(Consumer<RawEvent> events) implements RawRecordHandler {

  @Override
  public void event(RawEvent event) {
    events.accept(event);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {}

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    throw new IllegalStateException(detail);
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    throw new IllegalStateException("a line that is no event");
  }
}
