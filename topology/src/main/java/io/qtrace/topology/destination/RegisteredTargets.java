package io.qtrace.topology.destination;

import io.qtrace.definition.EventDefinition;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaAnswer;
import io.qtrace.registry.SchemaIds;
import io.qtrace.registry.SubjectNaming;
import io.qtrace.topic.EventTopics;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topic.TopicTerms;
import io.qtrace.topology.destination.EventTarget.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Targets by the routing rules, with their schemas registered and their topics created. Threads may
 * do so for the same events at the same time: both ask for what is there, or make it once.
 */
public final class RegisteredTargets implements EventTargets {

  /** A header, a key and a batch of one record. */
  private static final int ROOM_BYTES = (1 << 20) - Limits.MAX_EVENT_BYTES;

  /** Events at the edge of what a topic takes may come some time after they were measured. */
  private static final long MARGIN_MS = 60_000;

  private final Registrations registrations;
  private final TopicPlan plan;
  private final SchemaIds schemaIds;
  private final EventTopics topics;
  private final OwnTopics own;
  private final Duration patience;
  private final Map<Key, EventTarget> known = new ConcurrentHashMap<>();

  /** QEMU versions share most of their events: the same schema text needs asking once. */
  private record Key(String topic, String schema) {}

  /**
   * @param patience with schemas that somebody else has to register
   */
  public RegisteredTargets(
      Registrations registrations, SchemaIds schemaIds, EventTopics topics, Duration patience) {
    this.registrations = registrations;
    this.plan = registrations.plan();
    this.schemaIds = schemaIds;
    this.topics = topics;
    this.own = new OwnTopics(plan, topics);
    this.patience = patience;
  }

  @Override
  public boolean areKnown(List<EventDefinition> events) {
    return events.stream()
        .map(registrations::event)
        .flatMap(Optional::stream)
        .allMatch(registration -> known.containsKey(key(registration)));
  }

  @Override
  public List<EventTarget> resolve(List<EventDefinition> events) {
    var wanted = events.stream().map(registrations::event).toList();
    var unknown =
        wanted.stream().flatMap(Optional::stream).filter(r -> !known.containsKey(key(r))).toList();
    var found = find(unknown);
    var targets = new ArrayList<EventTarget>();
    for (var registration : wanted) {
      targets.add(registration.map(r -> target(r, found)).orElse(EventTarget.DROPPED));
    }
    return targets;
  }

  private EventTarget target(Registration registration, Map<Key, EventTarget> found) {
    var key = key(registration);
    var now = found.get(key);
    return now == null ? known.getOrDefault(key, EventTarget.DROPPED) : now;
  }

  private Map<Key, EventTarget> find(List<Registration> unknown) {
    var found = new HashMap<Key, EventTarget>();
    var possible = new ArrayList<Registration>();
    for (var registration : unknown) {
      if (TopicNames.hasRoom(registration.topic())) {
        possible.add(registration);
      } else {
        found.put(key(registration), EventTarget.refused(tooLong(registration)));
      }
    }
    var answers = answers(possible);
    var terms = topics(answers.values());
    answers.forEach((event, answer) -> found.put(key(event), target(answer, terms)));
    found.forEach(
        (key, target) -> {
          if (!target.isRefused()) {
            known.put(key, target);
          }
        });
    return found;
  }

  /** By event. What has no room for a topic of its own is registered for the one that is shared. */
  private Map<Registration, SchemaAnswer> answers(List<Registration> events) {
    var topicOf = new LinkedHashMap<Registration, String>();
    events.stream()
        .filter(event -> event.naming() == SubjectNaming.TOPIC)
        .forEach(event -> topicOf.put(event, event.topic()));
    var answers = answers(events, own.withoutRoom(topicOf));
    // That an event has a revision of its own the registry says only now.
    var revised = new LinkedHashMap<Registration, String>();
    topicOf
        .keySet()
        .forEach(
            event -> revision(answers.get(event)).ifPresent(topic -> revised.put(event, topic)));
    var beyond = own.withoutRoom(revised);
    answers.putAll(answers(beyond, beyond));
    return answers;
  }

  private Map<Registration, SchemaAnswer> answers(
      Collection<Registration> events, Set<Registration> sharing) {
    var asked =
        events.stream()
            .map(event -> sharing.contains(event) ? registrations.shared(event) : event)
            .toList();
    var inOrder = schemaIds.resolveEach(asked, patience).iterator();
    var answers = new LinkedHashMap<Registration, SchemaAnswer>();
    events.forEach(event -> answers.put(event, inOrder.next()));
    return answers;
  }

  private static Optional<String> revision(@Nullable SchemaAnswer answer) {
    return answer instanceof SchemaAnswer.Resolved resolved && resolved.schema().revision() > 1
        ? Optional.of(resolved.schema().topic())
        : Optional.empty();
  }

  /** How many topics of single kinds of events there are, as of the last kind that was new. */
  public int ownTopics() {
    return own.count();
  }

  /** How many kinds of events were met that share a topic, as there are too many. */
  public int sharingKinds() {
    return own.sharingKinds();
  }

  private static String tooLong(Registration registration) {
    return "topic %s… would have a name of %d characters; Kafka takes %d with its revision, so give its events a shorter topic (route.<n>) or drop them"
        .formatted(
            registration.topic().substring(0, 80),
            registration.topic().length(),
            TopicNames.MAX_CHARACTERS);
  }

  private Map<String, TopicTerms> topics(Collection<SchemaAnswer> answers) {
    var names =
        answers.stream()
            .filter(SchemaAnswer.Resolved.class::isInstance)
            .map(answer -> ((SchemaAnswer.Resolved) answer).schema().topic())
            .distinct()
            .toList();
    return topics.ensureEach(names.stream().map(plan::events).toList());
  }

  private static EventTarget target(SchemaAnswer answer, Map<String, TopicTerms> terms) {
    if (answer instanceof SchemaAnswer.Refused refused) {
      return EventTarget.refused(refused.reason());
    }
    var schema = ((SchemaAnswer.Resolved) answer).schema();
    var of = terms.get(schema.topic());
    if (of == null || !of.refusal().isEmpty()) {
      return EventTarget.refused(of == null ? schema.topic() + " is not there" : of.refusal());
    }
    return new EventTarget(schema.topic().intern(), schema.id(), limits(of), "");
  }

  private static Limits limits(TopicTerms of) {
    return new Limits(
        Math.min(Limits.MAX_EVENT_BYTES, Math.max(0, of.maxBytes() - ROOM_BYTES)),
        withMargin(of.behindMs()),
        withMargin(of.aheadMs()));
  }

  private static long withMargin(long limitMs) {
    return limitMs == Long.MAX_VALUE ? limitMs : Math.max(0, limitMs - MARGIN_MS);
  }

  private static Key key(Registration registration) {
    return new Key(registration.topic(), registration.schema().toString());
  }
}
