package io.qtrace.cli.decode.sink;

import io.qtrace.cli.format.TraceEventJson;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import io.qtrace.transcode.Origin;
import io.qtrace.window.WindowSpec;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A timeline: events by thread or vCPU, conversions as spans from request to change, and the
 * windows of RAM blocks as counters. Nothing is kept of what was written but the names of rows.
 */
final class TimelineSink implements EventSink {

  private static final long NS_PER_SECOND = 1_000_000_000;
  private static final VmConversions.Settings WINDOWS =
      new VmConversions.Settings(List.of(WindowSpec.parse("1s")), Duration.ofSeconds(5));

  private final BlockOutput out;
  private final Origin origin;
  private final TraceEventJson json;
  private final TimelineTracks tracks;
  private final TimelineResults results;
  private final VmConversions conversions;
  private final MemoryEventFeed feed;

  private boolean isEmpty = true;
  private boolean isFirst = true;
  private long zeroNs;

  TimelineSink(OutputStream out, Definitions definitions, Origin origin) {
    this.out = new BlockOutput(out);
    this.origin = origin;
    json = new TraceEventJson(definitions.events());
    tracks = new TimelineTracks(definitions.events(), origin.vm(), this::entry);
    results = new TimelineResults(this::entry, ns -> ns - zeroNs, tracks);
    conversions = new VmConversions(origin.vm(), origin.host(), WINDOWS, results);
    feed = new MemoryEventFeed(new MemoryEventReader(definitions));
    feed.to(conversions);
  }

  @Override
  public void event(RawEvent event) {
    long ns = origin.epochNs(event);
    begin(ns);
    var track = tracks.of(event);
    next();
    json.event(event, track, ns - zeroNs, out.bytes());
    out.lineEnd();
    feed.event(event, ns, -1);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    long ns = timestampNs + origin.clockOffsetNs();
    begin(ns);
    var lost = new TimelineEntry("events lost by QEMU", "i").with("s", "p").at(ns - zeroNs);
    entry(lost.on(tracks.process(pid)).argument("count", count));
    feed.lost(count);
  }

  @Override
  public void rejected(Rejection reason, int bytes) {
    feed.rejected(reason, bytes);
  }

  /** A second in front of what comes first, as some of what follows may be a little earlier. */
  private void begin(long ns) {
    if (isEmpty) {
      isEmpty = false;
      zeroNs = (Math.floorDiv(ns, NS_PER_SECOND) - 1) * NS_PER_SECOND;
      head(Instant.ofEpochSecond(zeroNs / NS_PER_SECOND).toString());
    }
  }

  private void head(String zero) {
    TraceEventJson.begin(Map.of("zero", zero), out.bytes());
  }

  private void entry(TimelineEntry entry) {
    next();
    TraceEventJson.entry(entry.fields(), out.bytes());
    out.lineEnd();
  }

  private void next() {
    if (isFirst) {
      isFirst = false;
    } else {
      TraceEventJson.next(out.bytes());
    }
  }

  @Override
  public void close() {
    if (isEmpty) {
      head("");
    }
    feed.report();
    conversions.silence();
    results.end();
    TraceEventJson.end(out.bytes());
    out.close();
  }
}
