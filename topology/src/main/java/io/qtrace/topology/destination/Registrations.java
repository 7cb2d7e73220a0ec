package io.qtrace.topology.destination;

import io.qtrace.contract.Alert;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SubjectNaming;
import io.qtrace.schema.EventSchemas;
import io.qtrace.topic.Route;
import io.qtrace.topic.Routes;
import io.qtrace.topic.TopicNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Which schema goes under which subject. Immutable. */
public final class Registrations {

  private final TopicNames names;
  private final Routes routes;

  public Registrations(TopicNames names, Routes routes) {
    this.names = names;
    this.routes = routes;
  }

  /** Those of everything that the stage may write with these definitions. */
  public List<Registration> all(Definitions definitions) {
    var own =
        Stream.of(
            deadLetters(),
            ledger(),
            conversions(),
            lateConversions(),
            refusedConversions(),
            ramBlockConversions(),
            conversionRollups(),
            alerts());
    var events = definitions.events().stream().map(this::event).flatMap(Optional::stream);
    return Stream.concat(own, events).toList();
  }

  /** Empty for an event that is dropped. */
  Optional<Registration> event(EventDefinition event) {
    var name = event.name();
    var route = routes.of(name);
    if (route instanceof Route.Drop) {
      return Optional.empty();
    }
    var schema = EventSchemas.compile(event);
    return Optional.of(
        route instanceof Route.SharedTopic shared
            ? new Registration(name, shared.topic(), SubjectNaming.TOPIC_RECORD, schema)
            : of(name, names.event(name), schema));
  }

  public Registration deadLetters() {
    return of("dead letters", names.deadLetter(), DeadLetter.getClassSchema());
  }

  public Registration ledger() {
    return of("the ledger", names.ledger(), Ledger.getClassSchema());
  }

  public Registration conversions() {
    return of("conversions", names.conversions(), Conversion.getClassSchema());
  }

  public Registration lateConversions() {
    return of("late conversions", names.lateConversions(), Conversion.getClassSchema());
  }

  public Registration refusedConversions() {
    return of(
        "refused conversions", names.refusedConversions(), RefusedConversion.getClassSchema());
  }

  public Registration ramBlockConversions() {
    return of(
        "RAM block windows", names.ramBlockConversions(), RamBlockConversions.getClassSchema());
  }

  public Registration conversionRollups() {
    return of("rollups", names.conversionRollups(), ConversionRollup.getClassSchema());
  }

  public Registration alerts() {
    return of("alerts", names.alerts(), Alert.getClassSchema());
  }

  private static Registration of(String name, String topic, Schema schema) {
    return new Registration(name, topic, SubjectNaming.TOPIC, schema);
  }
}
