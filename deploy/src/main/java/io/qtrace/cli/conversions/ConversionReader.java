package io.qtrace.cli.conversions;

import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.transcode.Origin;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.util.List;

/** Takes a VM's conversions out of one trace file. Not thread-safe. */
public final class ConversionReader {

  private final Origin origin;
  private final VmConversions conversions;
  private final MemoryEventReader memoryEvents;
  private final EventCheck check;
  private Tally tally;

  /**
   * @param check gets the lines that are no events
   */
  public ConversionReader(
      Definitions definitions,
      Origin origin,
      VmConversions.Settings settings,
      Results results,
      EventCheck check) {
    this.origin = origin;
    this.conversions = new VmConversions(origin.vm(), origin.host(), settings, results);
    this.memoryEvents = new MemoryEventReader(definitions);
    this.check = check;
    this.tally = new Tally(EventSink.none(), check, (buffer, from) -> "");
  }

  /** Reads to the end and closes all windows. */
  public void read(TraceDecoder decoder, TraceBytes trace, TraceFormat format) throws IOException {
    var feed = new MemoryEventFeed(memoryEvents);
    feed.to(conversions);
    tally =
        new Tally(
            new NoEvents() {
              @Override
              public void event(RawEvent event) {
                feed.event(event, origin.epochNs(event), decoder.positionOf(event));
              }

              @Override
              public void dropped(long timestampNs, int pid, long count) {
                feed.lost(count);
              }

              @Override
              public void rejected(Rejection reason, int bytes) {
                feed.rejected(reason, bytes);
              }
            },
            check,
            decoder::placeOf);
    decoder.decode(trace, format, tally);
    feed.report();
    conversions.silence();
  }

  /** What was read. */
  public Tally tally() {
    return tally;
  }

  /** Events that the definitions lack; see {@link MemoryEventReader#missing}. */
  public List<String> missingInDefinitions() {
    return memoryEvents.missing();
  }

  /** What is shared at the end. */
  public List<VmConversions.Shared> shared() {
    return conversions.shared();
  }

  private static class NoEvents implements EventSink {
    @Override
    public void event(RawEvent event) {}

    @Override
    public void dropped(long timestampNs, int pid, long count) {}

    @Override
    public void close() {}
  }
}
