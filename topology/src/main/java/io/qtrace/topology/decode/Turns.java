package io.qtrace.topology.decode;

import io.qtrace.task.Ticks;
import io.qtrace.topology.fair.Backlog;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.fair.Pace;
import io.qtrace.topology.fair.SetAside;
import io.qtrace.topology.fair.Shares;
import io.qtrace.topology.fair.Slices;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.meter.DecodeMeters;
import io.qtrace.topology.raw.RawRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is among the VMs of one partition. One that takes more than its share of a busy
 * task is set aside: its records are passed over, so that those of others behind them are soon
 * reached, and read from the partition again, in slices of time between the others and whenever
 * there are none. Each VM's records are handled in their order, and each of them once. See
 * docs/adr/0020. Not thread-safe.
 */
final class Turns implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private static final Duration EVERY = Duration.ofMillis(10);

  /** While nothing else comes, what is read again is worth waiting for. */
  private static final Duration QUIET_WAIT = Duration.ofMillis(5);

  /** So many records are passed over within some 20 ms. */
  private static final long BEHIND = 100;

  private final ProcessorContext<?, ?> context;
  private final FairShare fair;
  private final DecodeMeters meters;
  private final Consumer<RawRecord> handler;
  private final Consumer<VmFacts> conversions;
  private final Shares shares;
  private final Slices slices = new Slices();
  private final Pace pace = new Pace();
  private final SetAside aside;

  /** Read again, but not handled yet. */
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

  private @Nullable Backlog backlog;

  /** The backlog is where the position says. */
  private boolean isPlaced;

  private final Ticks ticks;

  /** Ends the ticks; null while nothing is aside. */
  private @Nullable Runnable ticking;

  /** VMs that were aside before a restart: the conversions have yet to be told. */
  private boolean hasNews;

  /** The newest time of what was read again; -1: none yet. */
  private long againMs = -1;

  /** Behind the last record that came; 0: none yet. */
  private long next;

  /**
   * @param handler does with a record what there is to do
   * @param conversions are told which VMs are set aside, and which are back
   */
  Turns(
      ProcessorContext<?, ?> context,
      DecodeParts parts,
      Consumer<RawRecord> handler,
      Consumer<VmFacts> conversions) {
    this.context = context;
    this.fair = parts.fair();
    this.meters = parts.meters();
    this.handler = handler;
    this.conversions = conversions;
    this.ticks = new Ticks(context);
    this.shares = new Shares(now(), fair.cpuTime());
    this.aside = new SetAside(context.getStateStore(Node.MAPPINGS_STORE));
    hasNews = !aside.isEmpty();
    changed();
  }

  private long now() {
    return fair.nanoTime().getAsLong();
  }

  /** The partition's next record. */
  void record(RawRecord raw) {
    tellNews();
    var vm = raw.vm();
    long beganNs = now();
    next = raw.offset() + 1;
    slices.recordCame();
    pace.record(context.currentSystemTimeMs() - raw.timestampMs(), beganNs);
    shares.seen(vm, beganNs);
    if (aside.holds(vm) || (raw.offset() >= 0 && shares.hasHadItsShare(vm, beganNs))) {
      setAside(vm, raw);
    } else {
      handler.accept(raw);
      long endedNs = now();
      shares.used(vm, endedNs - beganNs, endedNs);
    }
    if (!aside.isEmpty()) {
      workOff(Duration.ZERO);
    }
  }

  /** A record of the VM that had waited was handled outside of {@link #record}. */
  void used(String vm, long ns, long nowNs) {
    shares.used(vm, ns, nowNs);
  }

  private void setAside(String vm, RawRecord raw) {
    boolean isFirst = !aside.holds(vm);
    if (aside.isEmpty()) {
      slices.begin(now());
    }
    aside.add(vm, raw.offset(), raw.value().length);
    conversions.accept(VmFacts.aside(vm, raw.timestampMs()));
    if (isFirst) {
      log.debug("VM {} is set aside from offset {} on", vm, raw.offset());
      changed();
    }
    meters.aside(context.taskId(), aside.bytes());
  }

  /** Nothing can be forwarded while a task begins. */
  private void tellNews() {
    if (hasNews) {
      hasNews = false;
      aside
          .vms()
          .forEach(vm -> conversions.accept(VmFacts.aside(vm, context.currentSystemTimeMs())));
    }
  }

  private void tick() {
    tellNews();
    if (!aside.isEmpty()) {
      workOff(slices.isQuiet() ? QUIET_WAIT : Duration.ZERO);
    }
  }

  private void workOff(Duration wait) {
    long beganNs = now();
    long beganCpuNs = fair.cpuTime().getAsLong();
    if (!slices.isDue(beganNs, beganCpuNs)) {
      return;
    }
    long untilNs = beganNs + slices.lengthNs();
    do {
      if (fetched.isEmpty()) {
        var reader = reader();
        fetched.addAll(reader.poll(wait));
        if (fetched.isEmpty()) {
          release(reader.position());
          break;
        }
      }
      readAgain(fetched.removeFirst());
    } while (now() < untilNs && !aside.isEmpty());
    slices.ended(beganNs, beganCpuNs, now(), isBehind());
    meters.aside(context.taskId(), aside.bytes());
  }

  private void readAgain(ConsumerRecord<byte[], byte[]> record) {
    var raw = RawRecord.of(record, againMs);
    againMs = Math.max(againMs, raw.timestampMs());
    var vm = raw.vm();
    if (aside.has(vm, raw.offset())) {
      handler.accept(raw);
      aside.done(vm, raw.value().length);
    }
    release(raw.offset() + 1);
  }

  private void release(long offset) {
    var back = aside.readUntil(offset);
    for (var vm : back) {
      log.debug("VM {} is back at offset {}", vm, offset);
      conversions.accept(VmFacts.back(vm));
    }
    if (aside.isEmpty()) {
      fetched.clear();
    }
    if (!back.isEmpty()) {
      changed();
    }
  }

  /** Whether many records wait that were not looked at yet. */
  boolean isBehind() {
    var end = backlog == null ? null : backlog.end();
    // The end is as old as what was fetched last, which may take seconds to be worked off.
    return pace.isLate() || (end != null && end.isPresent() && end.getAsLong() - next > BEHIND);
  }

  private Backlog reader() {
    if (backlog == null) {
      backlog = fair.backlogs().apply(context.taskId().partition());
    }
    if (!isPlaced) {
      isPlaced = true;
      backlog.seek(aside.position());
    }
    return backlog;
  }

  /** Whether anything is aside has changed, perhaps. */
  private void changed() {
    if (aside.isEmpty()) {
      if (ticking != null) {
        ticking.run();
        ticking = null;
      }
      isPlaced = false;
    } else if (ticking == null) {
      ticking = ticks.every(EVERY, time -> tick());
    }
    meters.aside(context.taskId(), aside.bytes());
  }

  @Override
  public void close() {
    ticks.close();
    if (backlog != null) {
      backlog.close();
    }
    meters.asideLeft(context.taskId());
  }
}
