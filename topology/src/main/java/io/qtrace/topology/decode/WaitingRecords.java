package io.qtrace.topology.decode;

import io.qtrace.topology.raw.RawRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Raw records of one task that wait for their definitions, or for topics and schemas of events that
 * were never seen before, and those that arrived behind them: per source in order. The records are
 * in the store, their keys and sizes in memory.
 *
 * <p>Keys are {@code <number>\0<source>}, the number in 19 digits and growing, so that a scan of
 * the store restores the order.
 */
final class WaitingRecords {

  /** A waiting record without its bytes. */
  private record Ticket(String key, int bytes, long sinceMs) {}

  /** The records of one source. */
  private record Queue(String vm, ArrayDeque<Ticket> tickets) {}

  /** What is in memory of a record: its key and its source's, and what is around them. */
  private static final int BYTES_IN_MEMORY = 1024;

  private static final int LEAST_RECORDS = 1000;

  private final KeyValueStore<String, byte[]> store;
  private final long maxBytes;
  private final long maxCount;
  private final Map<String, Queue> bySource = new HashMap<>();
  private long nextNumber;
  private long bytes;
  private int count;

  /**
   * @param nowMs records that waited before a restart wait from now on again
   */
  WaitingRecords(KeyValueStore<String, byte[]> store, long maxBytes, long nowMs) {
    this.store = store;
    this.maxBytes = maxBytes;
    this.maxCount = Math.max(LEAST_RECORDS, maxBytes / BYTES_IN_MEMORY);
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        nextNumber = Long.parseLong(entry.key.substring(0, 19)) + 1;
        var vm = RawRecord.decode(entry.value).vm();
        remember(entry.key.substring(20), vm, new Ticket(entry.key, entry.value.length, nowMs));
      }
    }
  }

  /**
   * The source behind whose records this one has to wait: its own, or for a heartbeat, which is
   * about all of a VM, any of the VM's. Null if it need not wait.
   */
  @Nullable String sourceBefore(RawRecord record) {
    if (bySource.isEmpty()) {
      return null;
    }
    var source = record.sourceKey();
    if (bySource.containsKey(source) || !record.isHeartbeat()) {
      return bySource.containsKey(source) ? source : null;
    }
    var vm = record.vm();
    return bySource.entrySet().stream()
        .filter(waiting -> waiting.getValue().vm.equals(vm))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** Whose records wait, each once. */
  Set<String> vms() {
    var vms = new HashSet<String>();
    bySource.values().forEach(queue -> vms.add(queue.vm));
    return vms;
  }

  /** Whose source it is; null if none of its records waits. */
  @Nullable String vm(String source) {
    var queue = bySource.get(source);
    return queue == null ? null : queue.vm;
  }

  /** A copy: it stays as it is while records leave. */
  List<String> sources() {
    return new ArrayList<>(bySource.keySet());
  }

  /** False if there is no room left. */
  boolean add(String source, RawRecord record, long nowMs) {
    var stored = record.encode();
    if (bytes + stored.length > maxBytes || count >= maxCount) {
      return false;
    }
    var key = "%019d\0%s".formatted(nextNumber++, source);
    store.put(key, stored);
    remember(source, record.vm(), new Ticket(key, stored.length, nowMs));
    return true;
  }

  /** The source's first waiting record; null if none waits. */
  @Nullable RawRecord first(String source) {
    var queue = bySource.get(source);
    var stored = queue == null ? null : store.get(queue.tickets.getFirst().key);
    return stored == null ? null : RawRecord.decode(stored);
  }

  /** Since when the source's first record waits, by the wall clock. */
  long sinceMs(String source) {
    var queue = bySource.get(source);
    return queue == null ? Long.MAX_VALUE : queue.tickets.getFirst().sinceMs;
  }

  void removeFirst(String source) {
    var queue = bySource.get(source);
    if (queue == null) {
      return;
    }
    var ticket = queue.tickets.removeFirst();
    store.delete(ticket.key);
    bytes -= ticket.bytes;
    count--;
    if (queue.tickets.isEmpty()) {
      bySource.remove(source);
    }
  }

  int count() {
    return count;
  }

  private void remember(String source, String vm, Ticket ticket) {
    bySource
        .computeIfAbsent(source, absent -> new Queue(vm, new ArrayDeque<>()))
        .tickets
        .add(ticket);
    bytes += ticket.bytes;
    count++;
  }
}
