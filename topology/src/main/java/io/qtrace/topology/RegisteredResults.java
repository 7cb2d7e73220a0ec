package io.qtrace.topology;

import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaIds;
import io.qtrace.registry.SubjectNaming;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topic.Topics;
import io.qtrace.topology.declared.Target;
import io.qtrace.topology.declared.Targets;
import java.util.ArrayList;
import java.util.List;

/** Targets of results: a topic and a subject of their own for each aggregation. */
record RegisteredResults(TopicPlan plan, SchemaIds schemaIds, Topics topics) implements Targets {

  /**
   * @throws io.qtrace.registry.RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.topic.refusal.KafkaRefusedException if Kafka refuses for good
   */
  @Override
  public List<Target> of(List<Wanted> wanted) {
    var registered = schemaIds.resolve(wanted.stream().map(this::registration).toList());
    topics.ensure(registered.stream().map(schema -> plan.events(schema.topic())).toList());
    var targets = new ArrayList<Target>();
    for (int i = 0; i < wanted.size(); i++) {
      var schema = registered.get(i);
      topics.requireAnyTime(schema.topic());
      targets.add(new Target(schema.topic(), schema.id(), wanted.get(i).schema()));
    }
    return targets;
  }

  private Registration registration(Wanted one) {
    return new Registration(
        "results of aggregation " + one.title(),
        plan.names().aggregation(one.title()),
        SubjectNaming.TOPIC,
        one.schema());
  }
}
