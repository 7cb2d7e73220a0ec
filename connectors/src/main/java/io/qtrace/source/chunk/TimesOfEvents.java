package io.qtrace.source.chunk;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;

/** Keeps nothing of what is read but the times of its events. */
public final class TimesOfEvents implements RawRecordHandler {

  private final EventTimes times = new EventTimes();

  public EventTimes times() {
    return times;
  }

  @Override
  public void event(RawEvent event) {
    times.add(event.clock, event.timestampNs);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {}

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

  @Override
  public void other(byte[] buffer, int from, int to) {}
}
