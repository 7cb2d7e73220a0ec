package io.qtrace.topology;

import io.qtrace.registry.SchemaIds;
import io.qtrace.task.Room;
import io.qtrace.topic.Topics;
import io.qtrace.topology.aggregate.AggregateParts;
import io.qtrace.topology.attribute.AttributeParts;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.declared.Declarations;
import io.qtrace.topology.decode.DecodeParts;
import io.qtrace.topology.decode.Quarantine;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.destination.RegisteredTargets;
import io.qtrace.topology.destination.Registrations;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.fair.KafkaBacklog;
import io.qtrace.topology.streams.StreamsProperties;
import java.util.concurrent.Executor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes what the nodes of the topology use, each its own.
 *
 * @param resolver finds targets, while the stream threads go on
 * @param declarations null if nothing is to be aggregated
 */
record StageParts(
    DecodeConfig config,
    Topics topics,
    SchemaIds schemaIds,
    Registrations registrations,
    Contracts contracts,
    StageMetrics metrics,
    Executor resolver,
    @Nullable Declarations declarations) {

  /** One source takes one or two KB. */
  private static final int SOURCES_PART = 16;

  /** A VM takes some ten KiB to some 100 KiB, by how much memory it has shared here and there. */
  private static final int VMS_PART = 4;

  /** A VM takes what its open windows have: some hundred bytes a group and measure. */
  private static final int AGGREGATIONS_PART = 8;

  DecodeParts decode() {
    var targets =
        new RegisteredTargets(registrations, schemaIds, topics, config.waiting().timeout());
    metrics.eventTopics(targets);
    return new DecodeParts(
        new DefinitionsCatalog(config.defaultDefinitions()),
        targets,
        resolver,
        new Quarantine(),
        contracts.deadLetters(),
        contracts.ledgers(),
        config.waiting(),
        config.conversions(),
        config.topics().eventRetention(),
        metrics.totals(),
        metrics.decode(),
        fairShare(),
        Room.ofHeap(SOURCES_PART),
        declarations);
  }

  /** With a consumer for each partition that needs one. */
  private FairShare fairShare() {
    var raw = config.topics().names().raw();
    return FairShare.byThisMachine(
        partition ->
            new KafkaBacklog(
                StreamsProperties.backlog(config, partition), new TopicPartition(raw, partition)));
  }

  AttributeParts attribute() {
    return new AttributeParts(
        config.conversions(),
        contracts.conversions(),
        contracts.refused(),
        contracts.blocks(),
        contracts.rollups(),
        metrics.conversions(),
        metrics.windows(),
        Room.ofHeap(VMS_PART));
  }

  AggregateParts aggregate() {
    return new AggregateParts(
        declarations, config.conversions(), metrics.aggregations(), Room.ofHeap(AGGREGATIONS_PART));
  }
}
