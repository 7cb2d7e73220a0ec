package io.qtrace.alert.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.state.MendedStores;
import io.qtrace.topic.RecordTime;
import io.qtrace.topic.TopicNames;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Evaluates alert rules over final results of windows, in a sub-topology of its own.
 *
 * <pre>
 *   ram-block-conversions ─┐
 *                          ├─► alerts ──► alerts-out      one record per transition
 *   conversion-rollups ────┘  [alerts]
 * </pre>
 *
 * A result's alerts are kept in the task of its partition, so results of one VM, host or the fleet
 * have to be in one partition each; their keys see to that.
 */
public final class AlertStage {

  // Sub-topologies are numbered in the order of their sources' names: these have to stay the last,
  // so that tasks of the others keep their numbers, and with them their state, without rules.
  static final String RAM_BLOCKS_SOURCE = "windows-ram-block-in";
  static final String ROLLUPS_SOURCE = "windows-rollup-in";
  static final String PROCESSOR = "alerts";
  static final String STORE = "alerts";
  static final String SINK = "alerts-out";

  private final RuleFile rules;
  private final AlertRecords records;
  private final IntFunction<Schema> writerSchemas;
  private final AlertMeters meters;

  /**
   * @param alertId schema id of the records in the alerts topic
   * @param writerSchemas of results, by the id before each; may block while a registry is away
   */
  public AlertStage(
      RuleFile rules, int alertId, IntFunction<Schema> writerSchemas, MeterRegistry meters) {
    this.rules = rules;
    this.records = new AlertRecords(alertId);
    this.writerSchemas = writerSchemas;
    this.meters = new AlertMeters(meters);
  }

  /** Brings the gauges of alerts up to date. */
  public void refreshMetrics() {
    meters.refresh(rules.rules());
  }

  /** Adds the nodes above. */
  public void addTo(Topology topology, TopicNames topics) {
    source(topology, RAM_BLOCKS_SOURCE, topics.ramBlockConversions());
    source(topology, ROLLUPS_SOURCE, topics.conversionRollups());
    topology.addProcessor(
        PROCESSOR,
        () -> new AlertProcessor(rules, records, writerSchemas, meters),
        RAM_BLOCKS_SOURCE,
        ROLLUPS_SOURCE);
    topology.addStateStore(store(), PROCESSOR);
    topology.addSink(
        SINK, topics.alerts(), new ByteArraySerializer(), new ByteArraySerializer(), PROCESSOR);
  }

  private static void source(Topology topology, String name, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        // Windows have the time of hosts' clocks, and so would the state's changelog.
        RecordTime::notAhead,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  /** A firing alert changes with every window; the cache makes one write per commit of it. */
  private static StoreBuilder<KeyValueStore<String, byte[]>> store() {
    return MendedStores.keyValue(STORE, Map.of()).withCachingEnabled();
  }
}
