package io.qtrace.cli.trace;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.text.Counts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a reader finds and passes events on to a sink. Not thread-safe. */
public final class Tally implements RawRecordHandler {

  private static final int DETAILS_KEPT = 10;

  /** Says where bytes are that are being passed on, as {@link TraceDecoder#placeOf} does. */
  @FunctionalInterface
  public interface Place {
    String of(byte[] buffer, int from);
  }

  private final EventSink sink;
  private final EventCheck check;
  private final Place place;
  private final Map<Rejection, long[]> rejected = new EnumMap<>(Rejection.class);
  private final List<String> details = new ArrayList<>();
  private boolean isEmpty = true;
  private boolean isWhole;
  private long events;
  private long droppedRecords;
  private long lostEvents;

  /**
   * @param check gets the lines that are no events
   */
  public Tally(EventSink sink, EventCheck check, Place place) {
    this.sink = sink;
    this.check = check;
    this.place = place;
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
      details.add("%s: %s%s".formatted(reason, place.of(buffer, from), detail));
    }
    sink.rejected(reason, to - from);
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    check.add(buffer, from, to, place);
  }

  @Override
  public void header(byte[] buffer, int from, int to) {
    isEmpty = false;
  }

  /** All of it was read, whatever that is. */
  public void whole() {
    isWhole = true;
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
    text.append(Counts.of(events, "event")).append(", ");
    text.append(Counts.of(droppedRecords, "dropped record"));
    if (droppedRecords > 0) {
      text.append(" (%s lost)".formatted(Counts.of(lostEvents, "event")));
    }
    text.append(check.summary());
    if (isWhole
        && isEmpty
        && events + droppedRecords == 0
        && !check.hasOthers()
        && rejected.isEmpty()) {
      return text.append("; it is empty").toString();
    }
    long all = rejected.values().stream().mapToLong(count -> count[0]).sum();
    long bytes = rejected.values().stream().mapToLong(count -> count[1]).sum();
    text.append(", %s rejected".formatted(Counts.of(bytes, "byte")));
    rejected.forEach(
        (reason, count) ->
            text.append("\n  %s: ".formatted(reason))
                .append(Counts.of(count[0], "time"))
                .append(", ")
                .append(Counts.of(count[1], "byte")));
    details.forEach(detail -> text.append("\n    ").append(detail));
    if (all > details.size()) {
      text.append("\n    and %,d more".formatted(all - details.size()));
    }
    long unknown = count(Rejection.UNKNOWN_EVENT);
    long unlike = count(Rejection.MISMATCH);
    if (events == 0 && (unknown + unlike) * 2 > all) {
      text.append("\n  ").append(unlike > 0 ? check.unlike() : check.unknown());
    }
    return text.toString();
  }
}
