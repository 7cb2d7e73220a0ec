package io.qtrace.task;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Memory that the tasks of a process have together for what they hold of their state. Each may have
 * its equal share, and more while others do not need theirs. Thread-safe.
 */
public final class Room {

  private final long maxBytes;

  /** Those of tasks that were closed go with their tasks. */
  private final Set<RecentlyUsed<?>> users = Collections.newSetFromMap(new WeakHashMap<>());

  public Room(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A part of the heap that this Java may have: the {@code divisor}th. */
  public static Room ofHeap(int divisor) {
    return new Room(Runtime.getRuntime().maxMemory() / divisor);
  }

  synchronized void enter(RecentlyUsed<?> user) {
    users.add(user);
  }

  /** Whether one who has so many bytes has to give some up. */
  synchronized boolean isOver(long bytes) {
    return bytes > maxBytes / users.size()
        && users.stream().mapToLong(RecentlyUsed::bytes).sum() > maxBytes;
  }
}
