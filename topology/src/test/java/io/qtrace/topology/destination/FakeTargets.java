package io.qtrace.topology.destination;

import io.qtrace.definition.EventDefinition;
import io.qtrace.schema.EventSchemas;
import io.qtrace.topic.Route;
import io.qtrace.topic.Routes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Targets without a registry or a broker: ids count from 1, incompatibility does not exist. */
public final class FakeTargets implements EventTargets {

  private final Routes routes;
  private final List<Schema> schemas = new ArrayList<>();
  private final List<List<String>> calls = new ArrayList<>();
  private final Map<String, EventTarget> special = new HashMap<>();
  private @Nullable RuntimeException failure;

  public FakeTargets(String... rules) {
    routes = Routes.parse(List.of(rules));
  }

  @Override
  public List<EventTarget> resolve(List<EventDefinition> events) {
    var failing = failure;
    failure = null;
    if (failing != null) {
      throw failing;
    }
    calls.add(events.stream().map(EventDefinition::name).toList());
    return events.stream().map(this::target).toList();
  }

  /** Lets the next search fail. */
  public void failOnce(RuntimeException with) {
    failure = with;
  }

  /** Sets what becomes of an event. */
  public FakeTargets with(String event, EventTarget target) {
    special.put(event, target);
    return this;
  }

  private EventTarget target(EventDefinition event) {
    var known = special.get(event.name());
    if (known != null) {
      return known;
    }
    var route = routes.of(event.name());
    if (route instanceof Route.Drop) {
      return EventTarget.DROPPED;
    }
    var schema = EventSchemas.compile(event);
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    var topic =
        route instanceof Route.SharedTopic shared ? shared.topic() : "qtrace-event-" + event.name();
    return new EventTarget(topic, schemas.indexOf(schema) + 1);
  }

  public Schema schema(int id) {
    return schemas.get(id - 1);
  }

  /** Event names, a list for each call. */
  public List<List<String>> calls() {
    return calls;
  }
}
