package io.qtrace.task;

import java.util.LinkedHashMap;
import java.util.Map;

/** The entries that were used last, at most so many. Not thread-safe. */
public final class LastUsed<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;
  private static final float USUAL_LOAD = 0.75f;

  private final int most;

  public LastUsed(int most) {
    super(16, USUAL_LOAD, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
