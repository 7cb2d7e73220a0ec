package io.qtrace.cli.decode.sink;

import io.qtrace.bytes.Words;
import io.qtrace.cli.format.TraceEventJson.Track;
import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows of a timeline: one for each thread where the trace tells threads, else one for each vCPU
 * that events name, and one for the rest of a process. Each is named when it first has something.
 * Not thread-safe.
 */
final class TimelineTracks {

  /** Behind all thread ids of Linux, which are below 2^22. */
  private static final long VCPUS = 1L << 24;

  private static final String VCPU = "cpu_index";

  /** By event: the byte of its arguments at which it says which vCPU; -1 if it says none. */
  private final int[] vcpuAt;

  private final String vm;
  private final Consumer<TimelineEntry> names;
  private final Set<Track> named = new HashSet<>();
  private final Set<Long> processes = new HashSet<>();

  /**
   * @param names gets the entries that name rows and processes
   */
  TimelineTracks(List<EventDefinition> events, String vm, Consumer<TimelineEntry> names) {
    this.vm = vm;
    this.names = names;
    vcpuAt = events.stream().mapToInt(TimelineTracks::vcpuAt).toArray();
  }

  private static int vcpuAt(EventDefinition event) {
    int at = 0;
    for (Argument argument : event.arguments()) {
      if (argument.type().kind() == CType.Kind.STRING) {
        return -1; // where it ends is different in each event
      }
      if (argument.name().equals(VCPU)) {
        return at;
      }
      at += Long.BYTES;
    }
    return -1;
  }

  Track of(RawEvent event) {
    int at = vcpuAt[event.definition];
    long vcpu = at < 0 ? -1 : value(event, at);
    if (event.threadId >= 0) {
      return row(event.pid, event.threadId, "thread " + event.threadId);
    }
    return vcpu >= 0 && vcpu < VCPUS ? vcpu(event.pid, vcpu) : process(event.pid);
  }

  private static long value(RawEvent event, int at) {
    long bits = Words.at(event.arguments, event.argumentsFrom + at);
    return event.bigEndian ? Long.reverseBytes(bits) : bits;
  }

  Track vcpu(long pid, long vcpu) {
    return row(pid, VCPUS + vcpu, "vCPU " + vcpu);
  }

  /** What no thread or vCPU is known of. */
  Track process(long pid) {
    return row(pid, pid, "QEMU");
  }

  Track thread(long pid, long threadId) {
    return row(pid, threadId, "thread " + threadId);
  }

  private Track row(long pid, long tid, String name) {
    var track = new Track(pid, tid);
    if (named.add(track)) {
      if (processes.add(pid)) {
        name("process_name", track, vm.isEmpty() ? "QEMU " + pid : vm + " (QEMU " + pid + ")");
      }
      name("thread_name", track, name);
    }
    return track;
  }

  private void name(String what, Track track, String name) {
    names.accept(new TimelineEntry(what, "M").on(track).argument("name", name));
  }
}
