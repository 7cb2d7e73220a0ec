package io.qtrace.topology;

import io.qtrace.definition.EventDefinition;
import io.qtrace.registry.RegisteredSchema;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaIds;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Targets by the routing rules, with their schemas registered and their topics created. */
final class RegisteredTargets implements EventTargets {

  private final Registrations registrations;
  private final TopicPlan plan;
  private final SchemaIds schemaIds;
  private final Topics topics;
  private final Map<Key, EventTarget> known = new HashMap<>();

  /** QEMU versions share most of their events: the same schema text needs asking once. */
  private record Key(String topic, String schema) {}

  RegisteredTargets(
      Registrations registrations, TopicPlan plan, SchemaIds schemaIds, Topics topics) {
    this.registrations = registrations;
    this.plan = plan;
    this.schemaIds = schemaIds;
    this.topics = topics;
  }

  /** One thread at a time: VMs on several threads bring the same new events at the same time. */
  @Override
  public synchronized List<EventTarget> resolve(List<EventDefinition> events) {
    var wanted = events.stream().map(registrations::event).toList();
    var unknown =
        wanted.stream().flatMap(Optional::stream).filter(r -> !known.containsKey(key(r))).toList();
    var registered = schemaIds.resolve(unknown);
    createTopics(registered);
    for (int i = 0; i < unknown.size(); i++) {
      var schema = registered.get(i);
      known.put(key(unknown.get(i)), new EventTarget(schema.topic().intern(), schema.id()));
    }
    var targets = new ArrayList<EventTarget>();
    for (var registration : wanted) {
      targets.add(
          registration
              .map(r -> known.getOrDefault(key(r), EventTarget.DROPPED))
              .orElse(EventTarget.DROPPED));
    }
    return targets;
  }

  private void createTopics(List<RegisteredSchema> schemas) {
    var names = new HashSet<String>();
    schemas.forEach(schema -> names.add(schema.topic()));
    topics.ensure(names.stream().map(plan::events).toList());
  }

  private static Key key(Registration registration) {
    return new Key(registration.topic(), registration.schema().toString());
  }
}
