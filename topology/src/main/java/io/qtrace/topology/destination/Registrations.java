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
import io.qtrace.topic.TopicPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Which schema goes under which subject. Immutable. */
public final class Registrations {

  private final TopicPlan plan;
  private final TopicNames names;
  private final Routes routes;

  public Registrations(TopicPlan plan, Routes routes) {
    this.plan = plan;
    this.names = plan.names();
    this.routes = routes;
  }

  /** Of the topics that the subjects are for. */
  TopicPlan plan() {
    return plan;
  }

  /**
   * Those of everything that the stage may write with these definitions. If there are more kinds of
   * events than topics, any of them may be one that has to share: each has both of its own.
   */
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
    var events = definitions.events().stream().map(this::event).flatMap(Optional::stream).toList();
    var ofOneKind = events.stream().filter(this::isOfOneKind).toList();
    var shared =
        ofOneKind.size() <= plan.maxEventTopics()
            ? Stream.<Registration>of()
            : ofOneKind.stream().map(this::shared);
    return Stream.of(own, events.stream(), shared).flatMap(s -> s).toList();
  }

  /** Empty for an event that is dropped. */
  Optional<Registration> event(EventDefinition event) {
    var name = event.name();
    var route = routes.of(name);
    if (route instanceof Route.Drop) {
      return Optional.empty();
    }
    var own = of(name, names.event(name), EventSchemas.compile(event));
    if (route instanceof Route.SharedTopic shared) {
      return Optional.of(
          new Registration(name, shared.topic(), SubjectNaming.TOPIC_RECORD, own.schema()));
    }
    return Optional.of(names.isOfOneKind(own.topic()) ? own : shared(own));
  }

  private boolean isOfOneKind(Registration event) {
    return event.naming() == SubjectNaming.TOPIC && names.isOfOneKind(event.topic());
  }

  /** For an event that cannot have a topic of its own. */
  Registration shared(Registration event) {
    return new Registration(
        event.name(), names.otherEvents(), SubjectNaming.TOPIC_RECORD, event.schema());
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
