package io.qtrace.topology;

import io.qtrace.state.MendedStores;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.aggregate.AggregateParts;
import io.qtrace.topology.aggregate.AggregationProcessor;
import io.qtrace.topology.attribute.AttributeParts;
import io.qtrace.topology.attribute.ConversionProcessor;
import io.qtrace.topology.attribute.LayoutProcessor;
import io.qtrace.topology.decode.DecodeParts;
import io.qtrace.topology.decode.DecodeProcessor;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.Outgoing;
import io.qtrace.topology.rollup.RollupProcessor;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The data flow of the decode stage.
 *
 * <pre>
 *   definitions ──► definitions-keep ─► [definitions]  (global)
 *                                           │
 *   raw ──────────► decode ◄────────────────┘   [mappings] [waiting] [ledger]
 *                     ├──► typed-out        qtrace-event-…, by event
 *                     ├──► dead-letter-out
 *                     ├──► ledger-out
 *                     ├──► aggregate          [aggregations]
 *                     │       └──► aggregations-out   qtrace-aggregation-…, by name
 *                     ▼
 *   layouts ────►  attribute                  [conversions]
 *                     ├──► conversions-out, late-conversions-out, refused-conversions-out
 *                     ├──► ram-block-conversions-out
 *                     ├──► vm-rollups-out
 *                     └──► rollup-parts-out, by host and for the fleet
 *
 *   rollup parts ──► roll-up                  [rollups]
 *                     └──► rollups-out
 * </pre>
 */
final class DecodeTopology {

  private final TopicNames topics;
  private final DecodeParts decode;
  private final AttributeParts attribute;
  private final AggregateParts aggregate;
  private final Map<String, String> changelogs;

  /**
   * @param changelogs settings of the stores' changelogs, besides those that all need
   */
  DecodeTopology(
      TopicNames topics,
      DecodeParts decode,
      AttributeParts attribute,
      AggregateParts aggregate,
      Map<String, String> changelogs) {
    this.topics = topics;
    this.decode = decode;
    this.attribute = attribute;
    this.aggregate = aggregate;
    this.changelogs = Map.copyOf(changelogs);
  }

  Topology build(TopologyConfig config) {
    var topology = new Topology(config);
    keepDefinitions(topology);
    topology.addSource(
        Node.RAW_SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.raw());
    topology.addProcessor(
        Node.DECODE_PROCESSOR, () -> new DecodeProcessor(decode), Node.RAW_SOURCE);
    // What is set aside changes with every record; the cache makes one write per commit of it.
    topology.addStateStore(store(Node.MAPPINGS_STORE).withCachingEnabled(), Node.DECODE_PROCESSOR);
    topology.addStateStore(store(Node.WAITING_STORE), Node.DECODE_PROCESSOR);
    topology.addStateStore(ledger(), Node.DECODE_PROCESSOR);
    topology.addSink(
        Node.TYPED_SINK,
        Outgoing.TOPIC,
        new ByteArraySerializer(),
        Outgoing.BYTES,
        Node.DECODE_PROCESSOR);
    sink(topology, Node.DEAD_LETTER_SINK, topics.deadLetter());
    sink(topology, Node.LEDGER_SINK, topics.ledger());
    aggregate(topology);
    if (attribute.config().enabled()) {
      attribute(topology);
      rollUp(topology);
    }
    return topology;
  }

  /** It does not depend on what is declared: that changes while the stage runs. */
  private void aggregate(Topology topology) {
    var node = Node.AGGREGATION_PROCESSOR;
    topology.addProcessor(node, () -> new AggregationProcessor(aggregate), Node.DECODE_PROCESSOR);
    topology.addStateStore(store(Node.AGGREGATIONS_STORE), node, Node.DECODE_PROCESSOR);
    topology.addSink(
        Node.AGGREGATIONS_SINK, Outgoing.TOPIC, new ByteArraySerializer(), Outgoing.BYTES, node);
  }

  private void attribute(Topology topology) {
    var node = Node.CONVERSION_PROCESSOR;
    topology.addSource(
        Node.LAYOUT_SOURCE,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topics.vmLayout());
    topology.addProcessor(Node.LAYOUT_PROCESSOR, LayoutProcessor::new, Node.LAYOUT_SOURCE);
    topology.addProcessor(
        node,
        () -> new ConversionProcessor(attribute),
        Node.DECODE_PROCESSOR,
        Node.LAYOUT_PROCESSOR);
    topology.addStateStore(store(Node.CONVERSIONS_STORE), node);
    sink(topology, Node.CONVERSIONS_SINK, topics.conversions(), node);
    sink(topology, Node.LATE_SINK, topics.lateConversions(), node);
    sink(topology, Node.REFUSED_SINK, topics.refusedConversions(), node);
    sink(topology, Node.BLOCKS_SINK, topics.ramBlockConversions(), node);
    sink(topology, Node.ROLLUPS_SINK, topics.conversionRollups(), node);
    sink(topology, Node.ROLLUP_PARTS_SINK, topics.rollupParts(), node);
  }

  private void rollUp(Topology topology) {
    topology.addSource(
        Node.ROLLUP_SOURCE,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topics.rollupParts());
    topology.addProcessor(Node.ROLLUP_PROCESSOR, this::rollupProcessor, Node.ROLLUP_SOURCE);
    topology.addStateStore(store(Node.ROLLUP_STORE).withCachingEnabled(), Node.ROLLUP_PROCESSOR);
    sink(topology, Node.ROLLUP_SINK, topics.conversionRollups(), Node.ROLLUP_PROCESSOR);
  }

  private RollupProcessor rollupProcessor() {
    return new RollupProcessor(attribute.config(), attribute.rollups(), attribute.meters());
  }

  private void keepDefinitions(Topology topology) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                // Texts of 4 MB, as many as anybody publishes, are no load for memory.
                Stores.persistentKeyValueStore(Node.DEFINITIONS_STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled(),
        Node.DEFINITIONS_SOURCE,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topics.definitions(),
        Node.DEFINITIONS_PROCESSOR,
        () -> new KeepDefinitions(decode.definitions()));
  }

  private static void sink(Topology topology, String name, String topic) {
    sink(topology, name, topic, Node.DECODE_PROCESSOR);
  }

  private static void sink(Topology topology, String name, String topic, String parent) {
    topology.addSink(name, topic, new ByteArraySerializer(), Outgoing.BYTES, parent);
  }

  private StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
    var settings = new HashMap<>(changelogs);
    // A waiting record is as large as a raw record may be.
    settings.put("max.message.bytes", Integer.toString(TopicPlan.MAX_DEAD_LETTER_BYTES));
    return MendedStores.keyValue(name, settings);
  }

  /** Changes with every chunk; the cache makes one write per commit of it. */
  private StoreBuilder<KeyValueStore<String, byte[]>> ledger() {
    return store(Node.LEDGER_STORE).withCachingEnabled();
  }

  private static final class KeepDefinitions
      extends ContextualProcessor<String, byte[], Void, Void> {

    private final DefinitionsCatalog catalog;

    KeepDefinitions(DefinitionsCatalog catalog) {
      this.catalog = catalog;
    }

    @Override
    public void process(Record<String, byte[]> text) {
      KeyValueStore<String, byte[]> store = context().getStateStore(Node.DEFINITIONS_STORE);
      if (text.key() != null) {
        store.put(text.key(), text.value());
        catalog.published(text.key());
      }
    }
  }
}
