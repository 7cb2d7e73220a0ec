package io.qtrace.topology.destination;

import io.qtrace.registry.Registration;
import io.qtrace.topic.EventTopics;
import io.qtrace.topic.TopicPlan;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which kinds of events have a topic of their own: those whose topic exists, and new ones while
 * there are fewer than {@code topics.max}. What is decided by the topics that exist is decided
 * alike after a restart and by every instance. Thread-safe.
 */
final class OwnTopics {

  private static final Logger log = LoggerFactory.getLogger(OwnTopics.class);

  private final TopicPlan plan;
  private final EventTopics topics;

  /** Those that exist, and those that are being made. */
  private final Set<String> admitted = new HashSet<>();

  /** Kinds of events that have none. */
  private final Set<String> sharing = new HashSet<>();

  private volatile int topicCount;
  private volatile int sharingCount;

  OwnTopics(TopicPlan plan, EventTopics topics) {
    this.plan = plan;
    this.topics = topics;
  }

  /**
   * Those events that have to share a topic. May block while the brokers are away.
   *
   * @param wanted the topic of each event; those of several kinds have room in any case
   */
  synchronized Set<Registration> withoutRoom(Map<Registration, String> wanted) {
    if (!admitted.containsAll(wanted.values())) {
      topics.existing().stream().filter(plan.names()::isOfOneKind).forEach(admitted::add);
    }
    var without = new LinkedHashSet<Registration>();
    wanted.forEach(
        (event, topic) -> {
          if (plan.names().isOfOneKind(topic) && !isAdmitted(topic)) {
            without.add(event);
          }
        });
    topicCount = admitted.size();
    without.forEach(this::share);
    return without;
  }

  private boolean isAdmitted(String topic) {
    return admitted.contains(topic)
        || (admitted.size() < plan.maxEventTopics() && admitted.add(topic));
  }

  private void share(Registration event) {
    if (sharing.isEmpty()) {
      log.warn(
          "{} topics of single kinds of events exist, and topics.max={}: further kinds share the"
              + " topic {}, {} first; raise topics.max, or route events to topics of groups or drop"
              + " them (route.<n>)",
          admitted.size(),
          plan.maxEventTopics(),
          plan.names().otherEvents(),
          event.name());
    }
    sharing.add(event.name());
    sharingCount = sharing.size();
  }

  /** How many topics of single kinds there are, as of the last new kind. Does not block. */
  int count() {
    return topicCount;
  }

  /** How many kinds of events were met that share a topic. Does not block. */
  int sharingKinds() {
    return sharingCount;
  }
}
