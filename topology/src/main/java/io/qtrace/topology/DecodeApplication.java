package io.qtrace.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.alert.stream.AlertStage;
import io.qtrace.contract.Alert;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaIds;
import io.qtrace.registry.SubjectNaming;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.topic.KafkaRefusedException;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decode stage: creates its topics, registers its schemas and runs the topology until it is
 * closed or cannot go on. Kafka or a registry that is away is waited for, with a line in the log.
 * Thread-safe.
 */
public final class DecodeApplication implements AutoCloseable {

  /** Where the application stands. */
  public enum State {
    /** Waiting for Kafka, the registry, or the partitions and their state. */
    STARTING,
    RUNNING,
    /** It can not go on; {@link #failure()} says why. */
    FAILED,
    CLOSED
  }

  private static final Logger log = LoggerFactory.getLogger(DecodeApplication.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final DecodeConfig config;
  private final Consumer<State> listener;
  private final StopSignal stop = new StopSignal();
  private final SchemaIds schemaIds;
  private final Topics topics;
  private final Totals totals = new Totals();
  private final MeterRegistry meterRegistry;
  private final StageMeters meters;
  private final WriterSchemas writerSchemas;
  private volatile State state = State.STARTING;
  private volatile @Nullable String failure;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable AlertStage alerts;
  private @Nullable KafkaStreams streams;

  /**
   * @param listener is told of every change of state, on whatever thread it happens; must not block
   */
  public DecodeApplication(DecodeConfig config, MeterRegistry meters, Consumer<State> listener) {
    this.config = config;
    this.listener = listener;
    this.meterRegistry = meters;
    this.meters = new StageMeters(meters);
    this.schemaIds = new SchemaIds(config.registry(), stop);
    this.writerSchemas = new WriterSchemas(config.registry(), stop);
    this.topics = new Topics(config.bootstrap(), config.streams().kafka(), stop);
  }

  /**
   * Returns when the topology was started; it is running once the listener says so.
   *
   * @throws io.qtrace.registry.RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.topic.KafkaRefusedException if Kafka refuses for good
   * @throws io.qtrace.retry.StoppedException if {@link #close} came first
   */
  public void start() {
    topics.ensure(config.topics().fixed());
    var names = config.topics().names();
    ensureLayouts(names);
    var contracts = contracts(names);
    var shared =
        new Shared(
            new DefinitionsCatalog(config.defaultDefinitions()),
            new RegisteredTargets(config.routes(), config.topics(), schemaIds, topics),
            contracts,
            config.conversions(),
            config.waiting(),
            config.topics().eventRetention(),
            totals,
            meters);
    alerts = config.alertRules().map(this::alertStage).orElse(null);
    run(new DecodeTopology(names, shared), config.streamsProperties());
  }

  /** A VM's raw records and its layout have to come to one task. */
  private void ensureLayouts(TopicNames names) {
    int raw = topics.partitions(List.of(names.raw())).get(0);
    topics.ensure(List.of(config.topics().vmLayout(raw)));
    int layouts = topics.partitions(List.of(names.vmLayout())).get(0);
    if (layouts != raw) {
      throw new KafkaRefusedException(
          ("%s has %d partitions and %s has %d, but a VM's layout has to be in the partition of its"
                  + " raw records: delete %1$s, start again, and let the QMP connectors publish"
                  + " anew (docs/connectors.md says how)")
              .formatted(names.vmLayout(), layouts, names.raw(), raw));
    }
  }

  private Contracts contracts(TopicNames names) {
    var registered =
        schemaIds.register(
            List.of(
                contract("dead letters", names.deadLetter(), DeadLetter.getClassSchema()),
                contract("the ledger", names.ledger(), Ledger.getClassSchema()),
                contract("conversions", names.conversions(), Conversion.getClassSchema()),
                contract("late conversions", names.lateConversions(), Conversion.getClassSchema()),
                contract(
                    "RAM block windows",
                    names.ramBlockConversions(),
                    RamBlockConversions.getClassSchema()),
                contract("rollups", names.conversionRollups(), ConversionRollup.getClassSchema())));
    return new Contracts(
        new Framed<>(registered.get(0).id(), DeadLetter.class),
        new Framed<>(registered.get(1).id(), Ledger.class),
        new Framed<>(registered.get(2).id(), Conversion.class),
        new Framed<>(registered.get(4).id(), RamBlockConversions.class),
        new Framed<>(registered.get(5).id(), ConversionRollup.class));
  }

  private AlertStage alertStage(RuleFile rules) {
    var topic = config.topics().names().alerts();
    var alert = contract("alerts", topic, Alert.getClassSchema());
    int id = schemaIds.register(List.of(alert)).get(0).id();
    rules.watch(stop);
    return new AlertStage(rules, id, writerSchemas::byId, meterRegistry);
  }

  private static Registration contract(String name, String topic, Schema schema) {
    return new Registration(name, topic, SubjectNaming.TOPIC, schema);
  }

  private synchronized void run(DecodeTopology topology, Properties properties) {
    if (stop.isStopped()) {
      return;
    }
    var streamsConfig = new StreamsConfig(properties);
    var nodes = topology.build(new TopologyConfig(streamsConfig));
    if (alerts != null) {
      alerts.addTo(nodes, config.topics().names());
    }
    var running = new KafkaStreams(nodes, properties);
    running.setUncaughtExceptionHandler(new ThreadFailures(stop, this::fail));
    running.setStateListener((now, before) -> streamsState(now));
    streams = running;
    running.start();
    topics.watch();
  }

  private void streamsState(KafkaStreams.State now) {
    switch (now) {
      case RUNNING -> become(State.RUNNING);
      case REBALANCING -> become(State.STARTING);
      case ERROR -> fail("all stream threads died; the log says why");
      default -> {}
    }
  }

  private void fail(String reason) {
    if (state != State.FAILED) {
      failure = reason;
      log.error("qtrace can not go on: {}", reason);
      become(State.FAILED);
    }
  }

  private void become(State next) {
    boolean isFinal = state == State.CLOSED || (state == State.FAILED && next != State.CLOSED);
    if (!isFinal && state != next) {
      state = next;
      listener.accept(next);
    }
  }

  public State state() {
    return state;
  }

  /** Why the application can not go on, for people; empty while it can. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** The ledger over the partitions this instance has or had, as of the last raw records. */
  public LedgerTotals ledger() {
    return LedgerTotals.of(totals.sum());
  }

  /** Commits what was decoded, leaves the group and logs the ledger. Later calls do nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    stop.stop();
    closeStreams();
    schemaIds.close();
    writerSchemas.close();
    topics.close();
    log.info("ledger: {}", ledger());
    become(State.CLOSED);
  }

  private synchronized void closeStreams() {
    if (streams == null) {
      return;
    }
    var leave =
        CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leave)) {
      log.warn(
          "stream threads did not stop within {} s; what they had not committed will be decoded"
              + " again",
          CLOSE_TIMEOUT.toSeconds());
    }
  }
}
