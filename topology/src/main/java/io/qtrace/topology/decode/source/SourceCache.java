package io.qtrace.topology.decode.source;

import io.qtrace.task.RecentlyUsed;
import io.qtrace.task.Room;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The sources that are in memory, those that were used last: as many as there is room for. */
final class SourceCache {

  /** Of the definitions that those have, each counted once: what they keep from being forgotten. */
  static final int MAX_EVENTS = 96_000;

  private final RecentlyUsed<Source> sources;

  /** How many sources have the definitions. */
  private final IdentityHashMap<CompiledDefinitions, Integer> users = new IdentityHashMap<>();

  private int events;

  SourceCache(Room room) {
    this.sources = new RecentlyUsed<>(room, this::left);
  }

  @Nullable Source get(String key) {
    return sources.get(key);
  }

  void put(Source source) {
    if (users.merge(source.definitions(), 1, Integer::sum) == 1) {
      events += events(source.definitions());
    }
    sources.put(source.key(), source, source.bytes());
    while (events > MAX_EVENTS && users.size() > 1) {
      sources.removeEldest();
    }
  }

  /** A source has learnt something. */
  void weigh(Source source) {
    sources.weigh(source.key(), source, source.bytes());
  }

  void remove(String key) {
    sources.remove(key);
  }

  private void left(Source source) {
    if (users.merge(source.definitions(), -1, Integer::sum) == 0) {
      users.remove(source.definitions());
      events -= events(source.definitions());
    }
  }

  private static int events(CompiledDefinitions definitions) {
    return definitions.definitions().events().size();
  }
}
