package io.qtrace.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a task has in memory of its state: those that were used last, as many as there is room for,
 * and always the one that was used last. Not thread-safe.
 */
public final class RecentlyUsed<V> {

  private record Entry<V>(V value, long bytes) {}

  private final Room room;
  private final Consumer<V> onRemoval;
  private final Map<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Written by the task's thread, read by those of others. */
  private volatile long bytes;

  /**
   * @param onRemoval is told of every one that is in memory no more
   */
  public RecentlyUsed(Room room, Consumer<V> onRemoval) {
    this.room = room;
    this.onRemoval = onRemoval;
    room.enter(this);
  }

  /** What it holds. May be called by other threads. */
  long bytes() {
    return bytes;
  }

  public @Nullable V get(String key) {
    var entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  /** Without using it. */
  public boolean contains(String key) {
    return entries.containsKey(key);
  }

  public int size() {
    return entries.size();
  }

  /** Takes the place of what is under the key, and of those that were not used for longest. */
  public void put(String key, V value, long valueBytes) {
    remove(key);
    entries.put(key, new Entry<>(value, valueBytes));
    add(valueBytes);
    makeRoom();
  }

  /** A value has grown or shrunk; does nothing if it is not in memory any more. */
  public void weigh(String key, V value, long valueBytes) {
    var entry = entries.get(key);
    if (entry != null && entry.value == value && entry.bytes != valueBytes) {
      entries.put(key, new Entry<>(value, valueBytes));
      add(valueBytes - entry.bytes);
      makeRoom();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the task's thread writes.
  private void add(long moreBytes) {
    bytes += moreBytes;
  }

  private void makeRoom() {
    while (entries.size() > 1 && room.isOver(bytes)) {
      removeEldest();
    }
  }

  public void removeEldest() {
    remove(entries.keySet().iterator().next());
  }

  public void remove(String key) {
    var entry = entries.remove(key);
    if (entry != null) {
      add(-entry.bytes);
      onRemoval.accept(entry.value);
    }
  }
}
