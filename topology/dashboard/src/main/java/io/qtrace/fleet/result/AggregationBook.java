package io.qtrace.fleet.result;

import io.qtrace.fleet.window.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Results of declared aggregations, as they came, of the last 15 minutes of event time of each;
 * bounded by bytes, the oldest of the aggregation with most go first. Not thread-safe.
 */
public final class AggregationBook {

  private static final long KEEP_MS = Ring.keepMs(0);

  private static final class Kept {
    private KnownAggregation known;
    private final Deque<AggregatedResult> results = new ArrayDeque<>();
    private long bytes;
    private long newestMs;

    Kept(KnownAggregation known) {
      this.known = known;
    }

    long drop() {
      var eldest = results.remove();
      bytes -= eldest.bytes();
      return eldest.bytes();
    }
  }

  private final long maxBytes;
  private final Map<String, Kept> all = new TreeMap<>();
  private final Map<String, Integer> news = new HashMap<>();
  private long bytes;

  public AggregationBook(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** There is a topic of it. */
  public void exists(String name, String topic) {
    all.computeIfAbsent(name, n -> new Kept(KnownAggregation.of(n, topic, List.of())));
  }

  /** Adds a result of an aggregation that exists. */
  public void add(String name, AggregatedResult result) {
    var kept = all.get(name);
    if (kept == null) {
      return;
    }
    var seen = new TreeSet<>(kept.known.windows());
    seen.add(result.window());
    kept.known = kept.known.with(result.record().getSchema(), List.copyOf(seen));
    kept.results.add(result);
    kept.bytes += result.bytes();
    bytes += result.bytes();
    kept.newestMs = Math.max(kept.newestMs, result.startMs());
    while (kept.results.element().startMs() < kept.newestMs - KEEP_MS) {
      bytes -= kept.drop();
    }
    while (bytes > maxBytes) {
      bytes -= largest().drop();
    }
    news.merge(name, 1, Integer::sum);
  }

  private Kept largest() {
    var most = all.values().iterator().next();
    for (var kept : all.values()) {
      most = kept.bytes > most.bytes ? kept : most;
    }
    return most;
  }

  public long bytes() {
    return bytes;
  }

  public List<KnownAggregation> known() {
    return all.values().stream().map(kept -> kept.known).toList();
  }

  /** Those that have results of a VM. */
  public List<String> of(String vm) {
    return all.entrySet().stream()
        .filter(e -> e.getValue().results.stream().anyMatch(r -> r.vm().equals(vm)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What is kept of one, in the order in which it came; none of one that is not known. */
  public List<AggregatedResult> results(String name) {
    var kept = all.get(name);
    return kept == null ? List.of() : new ArrayList<>(kept.results);
  }

  /** How many came since the last call, by aggregation. */
  public Map<String, Integer> takeNews() {
    var taken = Map.copyOf(news);
    news.clear();
    return taken;
  }
}
