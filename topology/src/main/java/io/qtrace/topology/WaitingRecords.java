package io.qtrace.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Raw records of one task that wait for their definitions, and those that arrived behind them: per
 * source in order. The records are in the store, their keys and sizes in memory.
 *
 * <p>Keys are {@code <number>\0<source>}, the number in 19 digits and growing, so that a scan of
 * the store restores the order.
 */
final class WaitingRecords {

  /** A waiting record without its bytes. */
  private record Ticket(String key, int bytes, long sinceMs) {}

  private final KeyValueStore<String, byte[]> store;
  private final long maxBytes;
  private final Map<String, ArrayDeque<Ticket>> bySource = new HashMap<>();
  private long nextNumber;
  private long bytes;
  private int count;

  /**
   * @param nowMs records that waited before a restart wait from now on again
   */
  WaitingRecords(KeyValueStore<String, byte[]> store, long maxBytes, long nowMs) {
    this.store = store;
    this.maxBytes = maxBytes;
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        nextNumber = Long.parseLong(entry.key.substring(0, 19)) + 1;
        remember(entry.key.substring(20), new Ticket(entry.key, entry.value.length, nowMs));
      }
    }
  }

  /** True if records of this source wait, so that the next one has to wait behind them. */
  boolean holds(String source) {
    return bySource.containsKey(source);
  }

  /** A copy: it stays as it is while records leave. */
  List<String> sources() {
    return new ArrayList<>(bySource.keySet());
  }

  /** False if there is no room left. */
  boolean add(String source, RawRecord record, long nowMs) {
    var stored = record.encode();
    if (bytes + stored.length > maxBytes) {
      return false;
    }
    var key = "%019d\0%s".formatted(nextNumber++, source);
    store.put(key, stored);
    remember(source, new Ticket(key, stored.length, nowMs));
    return true;
  }

  /** The source's first waiting record; null if none waits. */
  @Nullable RawRecord first(String source) {
    var queue = bySource.get(source);
    var stored = queue == null ? null : store.get(queue.getFirst().key);
    return stored == null ? null : RawRecord.decode(stored);
  }

  /** Since when the source's first record waits, by the wall clock. */
  long sinceMs(String source) {
    var queue = bySource.get(source);
    return queue == null ? Long.MAX_VALUE : queue.getFirst().sinceMs;
  }

  void removeFirst(String source) {
    var queue = bySource.get(source);
    if (queue == null) {
      return;
    }
    var ticket = queue.removeFirst();
    store.delete(ticket.key);
    bytes -= ticket.bytes;
    count--;
    if (queue.isEmpty()) {
      bySource.remove(source);
    }
  }

  int count() {
    return count;
  }

  private void remember(String source, Ticket ticket) {
    bySource.computeIfAbsent(source, absent -> new ArrayDeque<>()).add(ticket);
    bytes += ticket.bytes;
    count++;
  }
}
