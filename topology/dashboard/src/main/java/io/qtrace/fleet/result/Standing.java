package io.qtrace.fleet.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last value of each key, as in a compacted topic. Bounded: what has not changed for longest
 * makes room. Not thread-safe.
 *
 * @param <T> what the values are
 */
public final class Standing<T> {

  private final int max;
  private final Map<String, T> values = new LinkedHashMap<>();
  private final List<T> news = new ArrayList<>();

  public Standing(int max) {
    this.max = max;
  }

  public void put(String key, T value) {
    values.remove(key);
    values.put(key, value);
    if (values.size() > max) {
      remove(values.keySet().iterator().next());
    }
    if (news.size() == max) {
      news.remove(0);
    }
    news.add(value);
  }

  public void remove(String key) {
    values.remove(key);
  }

  /** What has not changed for longest comes first. */
  public List<T> all() {
    return new ArrayList<>(values.values());
  }

  /** What came since the last call. */
  public List<T> takeNews() {
    var taken = List.copyOf(news);
    news.clear();
    return taken;
  }
}
