package io.qtrace.fleet;

import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.fleet.result.AggregatedResult;
import io.qtrace.fleet.result.AggregationBook;
import io.qtrace.fleet.result.KnownAggregation;
import io.qtrace.fleet.result.Standing;
import io.qtrace.fleet.window.Columns;
import io.qtrace.fleet.window.Texts;
import io.qtrace.fleet.window.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of a fleet: who reads results adds them, who is asked looks. Bounded by bytes: VMs
 * without results for longest make room for others. Thread-safe.
 */
public final class Fleet {

  private static final int COUNT = Columns.OF_VM.index("count");

  /** Of the fleet, that nobody has asked for yet. */
  private static final int MAX_POINTS = 1000;

  private static final int MAX_ALERTS = 10_000;
  private static final int MAX_SOURCES = 100_000;

  /** Of the bytes, what results of aggregations may have: a fourth. */
  private static final int SHARE = 4;

  private final long maxBytes;
  private final Texts texts = new Texts();
  private final Lines whole = new Lines(Columns.OF_VM);

  /** VMs without results for longest come first. */
  private final Map<String, VmView> vms = new LinkedHashMap<>();

  private final AggregationBook aggregations;
  private final Standing<Alert> alerts = new Standing<>(MAX_ALERTS);
  private final Standing<Ledger> sources = new Standing<>(MAX_SOURCES);
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private final List<FleetPoint> points = new ArrayList<>();
  private OptionalDouble progress = OptionalDouble.of(0);
  private long newestMs = Long.MIN_VALUE;
  private long bytes;
  private long forgotten;

  /**
   * @param maxBytes of results
   */
  public Fleet(long maxBytes) {
    this.maxBytes = maxBytes - maxBytes / SHARE;
    this.aggregations = new AggregationBook(maxBytes / SHARE);
  }

  /** Adds a result. */
  public synchronized void add(RamBlockConversions result) {
    var window = window(result.getWindowStart(), Columns.OF_BLOCK.values(result, texts));
    long lengthMs = length(result.getWindowStart(), result.getWindowEnd());
    var vm = changed(result.getVm());
    int before = vm.bytes();
    var place = new VmView.Place(result.getHost(), result.getWindow(), lengthMs);
    vm.addBlock(result.getBlock(), place, window);
    grown(vm.bytes() - before);
    newestMs = Math.max(newestMs, result.getWindowEnd().toEpochMilli());
  }

  /** Adds a result of a VM or of the fleet; those of hosts are not kept. */
  public synchronized void add(ConversionRollup result) {
    var window = window(result.getWindowStart(), Columns.OF_VM.values(result, texts));
    long lengthMs = length(result.getWindowStart(), result.getWindowEnd());
    if (result.getScope().equals("fleet")) {
      bytes += whole.add(result.getWindow(), lengthMs, window);
      points.add(point(result.getWindow(), lengthMs, window));
      if (points.size() > MAX_POINTS) {
        points.remove(0);
      }
    } else if (result.getScope().equals("vm")) {
      var vm = changed(result.getVm());
      int before = vm.bytes();
      vm.addWhole(new VmView.Place(result.getHost(), result.getWindow(), lengthMs), window);
      grown(vm.bytes() - before);
    } else {
      return;
    }
    newestMs = Math.max(newestMs, result.getWindowEnd().toEpochMilli());
  }

  private static Window window(Instant start, long[] values) {
    return new Window(start.toEpochMilli(), values);
  }

  private static long length(Instant start, Instant end) {
    return end.toEpochMilli() - start.toEpochMilli();
  }

  private VmView changed(String name) {
    changed.add(name);
    removed.remove(name);
    var known = vms.remove(name);
    if (known != null) {
      vms.put(name, known);
      return known;
    }
    var fresh = new VmView(name);
    vms.put(name, fresh);
    bytes += fresh.bytes();
    return fresh;
  }

  private void grown(int by) {
    bytes += by;
    while (bytes > maxBytes && vms.size() > 1) {
      var eldest = vms.entrySet().iterator().next();
      bytes -= eldest.getValue().bytes();
      vms.remove(eldest.getKey());
      changed.remove(eldest.getKey());
      removed.add(eldest.getKey());
      forgotten++;
    }
  }

  /** Adds an alert's newest transition. */
  public synchronized void add(String key, Alert alert) {
    alerts.put(key, alert);
  }

  /** Adds what became of a source. */
  public synchronized void add(String key, Ledger source) {
    sources.put(key, source);
    sources.takeNews();
  }

  /** An alert or a source is no more. */
  public synchronized void remove(String key) {
    alerts.remove(key);
    sources.remove(key);
  }

  /** There is a topic of this aggregation. */
  public synchronized void exists(String aggregation, String topic) {
    aggregations.exists(aggregation, topic);
  }

  /** Adds a result of an aggregation. */
  public synchronized void add(String aggregation, AggregatedResult result) {
    aggregations.add(aggregation, result);
  }

  /** How far what is read back after a start has come, in percent; empty: all is read. */
  public synchronized void readBack(OptionalDouble percent) {
    progress = percent;
  }

  public synchronized FleetState state() {
    return state(history());
  }

  private FleetState state(List<FleetPoint> history) {
    var newest = newestMs == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestMs);
    long all = bytes + aggregations.bytes();
    return new FleetState(totals(), history, progress, newest, all, forgotten);
  }

  private Totals totals() {
    var rows = rows();
    long rowsMs = rows.stream().mapToLong(VmRow::newestMs).max().orElse(0);
    var ofFleet =
        whole
            .newest()
            .map(n -> VmView.perSecond(n.window().values()[COUNT], n.lengthMs()))
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty());
    return Totals.of(rows, rowsMs, ofFleet);
  }

  private List<FleetPoint> history() {
    return whole.all("").stream()
        .flatMap(line -> line.windows().stream().map(w -> point(line.window(), line.lengthMs(), w)))
        .toList();
  }

  private static FleetPoint point(String name, long lengthMs, Window window) {
    double rate = lengthMs <= 0 ? 0 : VmView.perSecond(window.values()[COUNT], lengthMs);
    return new FleetPoint(name, window.startMs(), rate);
  }

  /** All VMs, in no order. */
  public synchronized List<VmRow> rows() {
    return vms.values().stream().map(vm -> vm.row(texts)).toList();
  }

  public synchronized Optional<VmHistory> vm(String name) {
    return Optional.ofNullable(vms.get(name)).map(vm -> vm.history(texts));
  }

  /** Alerts as they stand; what has not changed for longest comes first. */
  public synchronized List<Alert> alerts() {
    return alerts.all();
  }

  /** The ledger; what has not changed for longest comes first. */
  public synchronized List<Ledger> sources() {
    return sources.all();
  }

  /** By name. */
  public synchronized List<KnownAggregation> aggregations() {
    return aggregations.known();
  }

  /** Names of aggregations that have results of a VM. */
  public synchronized List<String> aggregationsOf(String vm) {
    return aggregations.of(vm);
  }

  /** What is kept of an aggregation, in the order in which it came. */
  public synchronized List<AggregatedResult> results(String aggregation) {
    return aggregations.results(aggregation);
  }

  /** What has changed since the last call. There is one who asks, and tells all others. */
  public synchronized FleetChange takeChange() {
    var rows = new ArrayList<VmRow>();
    for (var name : changed) {
      var vm = vms.get(name);
      if (vm != null) {
        rows.add(vm.row(texts));
      }
    }
    var change =
        new FleetChange(
            state(List.copyOf(points)),
            rows,
            List.copyOf(removed),
            alerts.takeNews(),
            aggregations.takeNews());
    changed.clear();
    removed.clear();
    points.clear();
    return change;
  }
}
