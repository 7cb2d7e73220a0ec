package io.qtrace.cli.conversions;

import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.raw.Rejection;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.transcode.Origin;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/** Takes a VM's conversions out of one trace file. Not thread-safe. */
public final class ConversionReader {

  private final Origin origin;
  private final VmConversions conversions;
  private final MemoryEventReader memoryEvents;
  private final EventCheck check;
  private Tally tally;

  /**
   * @param check has the definitions, and gets the lines that are no events
   */
  public ConversionReader(
      Origin origin, VmConversions.Settings settings, Results results, EventCheck check) {
    this.origin = origin;
    this.conversions = new VmConversions(origin.vm(), origin.host(), settings, results);
    this.memoryEvents = new MemoryEventReader(check.definitions());
    this.check = check;
    this.tally = new Tally(EventSink.none(), check, (buffer, from) -> "");
  }

  /**
   * Reads to the end and closes all windows.
   *
   * @param addedBytes that are not the trace's own, in front of it
   * @param progress told the bytes read of the file as it lies on the disk
   */
  public void read(TraceBytes trace, TraceFormat format, long addedBytes, LongConsumer progress)
      throws IOException {
    var decoder =
        new TraceDecoder(check.definitions(), OnDamage.RESYNC, progress).behind(addedBytes);
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
