package io.qtrace.topology;

import io.qtrace.definition.EventDefinition;
import io.qtrace.schema.EventSchemas;
import io.qtrace.topic.Route;
import io.qtrace.topic.Routes;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Targets without a registry or a broker: ids count from 1, incompatibility does not exist. */
final class FakeTargets implements EventTargets {

  private final Routes routes;
  private final List<Schema> schemas = new ArrayList<>();
  private final List<List<String>> calls = new ArrayList<>();

  FakeTargets(String... rules) {
    routes = Routes.parse(List.of(rules));
  }

  @Override
  public List<EventTarget> resolve(List<EventDefinition> events) {
    calls.add(events.stream().map(EventDefinition::name).toList());
    return events.stream().map(this::target).toList();
  }

  private EventTarget target(EventDefinition event) {
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

  Schema schema(int id) {
    return schemas.get(id - 1);
  }

  /** Event names, a list for each call. */
  List<List<String>> calls() {
    return calls;
  }
}
