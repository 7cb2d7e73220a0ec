package io.qtrace.topology;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import java.util.ArrayList;
import java.util.List;

/** A VM's conversions, computed without Kafka. */
public final class Offline implements Results {

  final List<Conversion> conversions = new ArrayList<>();
  public final List<RamBlockConversions> blocks = new ArrayList<>();
  final List<ConversionRollup> vms = new ArrayList<>();

  /** The capture as the trace of a VM, with time stamps as they are. */
  static Offline of(Capture capture, String vm, VmConversions.Settings settings) {
    return of(capture, vm, settings, 0);
  }

  /** The same, with this clock offset. */
  public static Offline of(
      Capture capture, String vm, VmConversions.Settings settings, long offsetNs) {
    var offline = new Offline();
    var conversions = new VmConversions(vm, "", settings, offline);
    var feed = new MemoryEventFeed(new MemoryEventReader(capture.definitions()));
    feed.to(conversions);
    var reader = new SimpleReader(capture.definitions());
    for (var chunk : capture.chunks()) {
      reader.read(chunk.bytes(), 0, chunk.bytes().length, true, new Feeding(feed, offsetNs));
      feed.report();
    }
    conversions.silence();
    return offline;
  }

  private record Feeding(MemoryEventFeed feed, long offsetNs) implements RawRecordHandler {

    @Override
    public void event(RawEvent event) {
      feed.event(event, event.timestampNs + offsetNs, 0);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      feed.lost(count);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      throw new AssertionError(detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }

  @Override
  public void conversion(Conversion conversion, long position) {
    conversions.add(conversion);
  }

  @Override
  public void late(Conversion conversion, Late why) {
    throw new AssertionError("late: " + conversion);
  }

  @Override
  public void refused(RefusedConversion refused) {}

  @Override
  public void block(RamBlockConversions window) {
    blocks.add(window);
  }

  @Override
  public void vm(ConversionRollup window, Latencies latencies) {
    vms.add(window);
  }
}
