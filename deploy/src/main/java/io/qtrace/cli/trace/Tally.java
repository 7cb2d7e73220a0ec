package io.qtrace.cli.trace;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a reader finds and passes events on to a sink. Not thread-safe. */
public final class Tally implements RawRecordHandler {

  private static final int DETAILS_KEPT = 10;

  private final EventSink sink;
  private final EventCheck check;
  private final Map<Rejection, long[]> rejected = new EnumMap<>(Rejection.class);
  private final List<String> details = new ArrayList<>();
  private long events;
  private long droppedRecords;
  private long lostEvents;

  /**
   * @param check gets the lines that are no events
   */
  public Tally(EventSink sink, EventCheck check) {
    this.sink = sink;
    this.check = check;
  }

  @Override
  public void event(RawEvent event) {
    events++;
    sink.event(event);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    droppedRecords++;
    lostEvents += count;
    sink.dropped(timestampNs, pid, count);
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    var count = rejected.computeIfAbsent(reason, r -> new long[2]);
    count[0]++;
    count[1] += to - from;
    if (details.size() < DETAILS_KEPT) {
      details.add("%s: %s".formatted(reason, detail));
    }
    sink.rejected(reason, to - from);
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    check.add(buffer, from, to);
  }

  /**
   * Why it does not seem to be a log of these definitions; null if it does.
   *
   * @param kind what else the file may be, for people; empty if that is not known
   */
  public @Nullable String problem(String kind) {
    long rejections = rejected.values().stream().mapToLong(count -> count[0]).sum();
    return check.problem(events + rejections, kind);
  }

  /** Whether there is an event that could be decoded. */
  public boolean hasEvents() {
    return events > 0;
  }

  /** True if everything could be decoded. */
  public boolean isClean() {
    return rejected.isEmpty();
  }

  private long count(Rejection reason) {
    var count = rejected.get(reason);
    return count == null ? 0 : count[0];
  }

  /** One line of counts, then one per rejection; of many, the first ones. */
  public String summary() {
    var text = new StringBuilder();
    text.append("%,d events, %,d dropped records".formatted(events, droppedRecords));
    if (droppedRecords > 0) {
      text.append(" (%,d events lost)".formatted(lostEvents));
    }
    if (check.others() > 0) {
      text.append(", %,d other lines".formatted(check.others()));
    }
    long all = rejected.values().stream().mapToLong(count -> count[0]).sum();
    long bytes = rejected.values().stream().mapToLong(count -> count[1]).sum();
    text.append(", %,d bytes rejected".formatted(bytes));
    rejected.forEach(
        (reason, count) ->
            text.append("\n  %s: %,d times, %,d bytes".formatted(reason, count[0], count[1])));
    details.forEach(detail -> text.append("\n    ").append(detail));
    if (all > details.size()) {
      text.append("\n    and %,d more".formatted(all - details.size()));
    }
    if (events == 0 && (count(Rejection.UNKNOWN_EVENT) + count(Rejection.MISMATCH)) * 2 > all) {
      text.append("\n  ").append(check.unknown());
    }
    return text.toString();
  }
}
