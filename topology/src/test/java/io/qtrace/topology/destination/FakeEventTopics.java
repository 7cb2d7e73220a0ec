package io.qtrace.topology.destination;

import io.qtrace.topic.EventTopics;
import io.qtrace.topic.TopicTerms;
import io.qtrace.topic.TopicUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Topics without a broker. */
final class FakeEventTopics implements EventTopics {

  private final Set<String> existing = new TreeSet<>();

  FakeEventTopics(String... existing) {
    this.existing.addAll(List.of(existing));
  }

  @Override
  public Set<String> existing() {
    return new TreeSet<>(existing);
  }

  @Override
  public Map<String, TopicTerms> ensureEach(List<TopicUse> wanted) {
    var terms = new LinkedHashMap<String, TopicTerms>();
    for (var use : wanted) {
      existing.add(use.topic().name());
      terms.put(
          use.topic().name(),
          new TopicTerms("", Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, true));
    }
    return terms;
  }
}
