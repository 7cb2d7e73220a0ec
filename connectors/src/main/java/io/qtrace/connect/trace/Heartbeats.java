package io.qtrace.connect.trace;

import io.qtrace.tail.SilentVm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Says of VMs that are silent up to when they were. The time is that of the last look at the VM's
 * files, less the lag: an event may be that old when it gets to its file. It never goes back.
 */
public final class Heartbeats {

  private final RawRecords records;
  private final long intervalNs;
  private final long lagNs;
  private final long stopNs;

  private final Map<String, Sent> sent = new HashMap<>();

  /**
   * @param atNs by the monotonic clock
   * @param untilNs what it said: nanoseconds since the epoch
   */
  private record Sent(long atNs, long untilNs) {}

  public Heartbeats(TraceConnectorConfig config, RawRecords records) {
    this.records = records;
    this.intervalNs = config.millis(TraceConnectorConfig.HEARTBEAT_INTERVAL_MS).toNanos();
    this.lagNs = config.millis(TraceConnectorConfig.HEARTBEAT_LAG_MS).toNanos();
    this.stopNs = config.millis(TraceConnectorConfig.HEARTBEAT_STOP_MS).toNanos();
  }

  /** False if there are to be none. */
  public boolean isOn() {
    return intervalNs > 0;
  }

  /**
   * Those that are due.
   *
   * @param nowNs by the monotonic clock
   * @param clockOffsetNs CLOCK_REALTIME − CLOCK_MONOTONIC
   */
  public List<SourceRecord> due(Collection<SilentVm> silent, long nowNs, long clockOffsetNs) {
    var due = new ArrayList<SourceRecord>();
    for (var vm : silent) {
      var last = sent.get(vm.vm().id());
      long untilNs = vm.untilNs() + clockOffsetNs - lagNs;
      boolean isTime = last == null || nowNs - last.atNs >= intervalNs;
      boolean isNews = last == null || untilNs > last.untilNs;
      if (isTime && isNews && nowNs - vm.changedNs() < stopNs) {
        sent.put(vm.vm().id(), new Sent(nowNs, untilNs));
        due.add(records.heartbeat(vm, untilNs));
      }
    }
    return due;
  }
}
