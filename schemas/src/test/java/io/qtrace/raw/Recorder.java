package io.qtrace.raw;

import io.qtrace.definition.Definitions;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a reader finds, a line each, and counts bytes. */
public final class Recorder implements RawRecordHandler {

  private final Definitions definitions;
  public final List<String> lines = new ArrayList<>();
  public long bytes;
  public int events;

  public Recorder(Definitions definitions) {
    this.definitions = definitions;
  }

  @Override
  public void event(RawEvent event) {
    events++;
    bytes += event.to - event.from;
    var name = definitions.events().get(event.definition).name();
    lines.add(
        "%s @%d pid %d, %d bytes"
            .formatted(
                name, event.timestampNs, event.pid, event.argumentsTo - event.argumentsFrom));
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    bytes += 40;
    lines.add("dropped %d @%d pid %d".formatted(count, timestampNs, pid));
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    bytes += to - from;
    lines.add("%s: %s (%d)".formatted(reason, detail, to - from));
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    lines.add("other");
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
