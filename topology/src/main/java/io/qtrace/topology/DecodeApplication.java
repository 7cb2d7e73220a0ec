package io.qtrace.topology;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.alert.stream.AlertStage;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.liveness.TransactionWatch;
import io.qtrace.liveness.WatchedTopics;
import io.qtrace.meter.KafkaGauges;
import io.qtrace.meter.WindowGauges;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaIds;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.state.MendedStores;
import io.qtrace.topic.KafkaRefusedException;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.Topics;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.fair.KafkaBacklog;
import io.qtrace.topology.flow.Framed;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.ledger.LedgerTotals;
import io.qtrace.topology.ledger.Totals;
import io.qtrace.topology.meter.ConversionMeters;
import io.qtrace.topology.meter.DecodeMeters;
import io.qtrace.topology.meter.LedgerGauges;
import io.qtrace.topology.streams.StreamsProperties;
import io.qtrace.topology.target.RegisteredTargets;
import io.qtrace.topology.target.Registrations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
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
  private static final int MAX_RESOLVERS = 16;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final DecodeConfig config;
  private final Consumer<State> listener;
  private final StopSignal stop = new StopSignal();
  private final SchemaIds schemaIds;
  private final Topics topics;
  private final Starting starting = new Starting();
  private final Totals totals = new Totals();
  private final MeterRegistry meterRegistry;
  private final DecodeMeters decodeMeters;
  private final ConversionMeters conversionMeters;
  private final WindowGauges windows;
  private final KafkaGauges kafkaGauges;
  private final WriterSchemas writerSchemas;
  private final TransactionWatch transactions;

  /** Each of its threads may wait for the registry, while the sources of others go on. */
  private final ExecutorService resolver =
      Executors.newFixedThreadPool(MAX_RESOLVERS, DecodeApplication::daemon);

  private volatile State state = State.STARTING;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable AlertStage alerts;
  private volatile @Nullable KafkaStreams streams;

  /**
   * @param listener is told of every change of state, on whatever thread it happens; must not block
   */
  public DecodeApplication(DecodeConfig config, MeterRegistry meters, Consumer<State> listener) {
    this.config = config;
    this.listener = listener;
    this.meterRegistry = meters;
    this.decodeMeters = new DecodeMeters(meters);
    this.conversionMeters = new ConversionMeters(meters);
    this.schemaIds = new SchemaIds(config.registry(), config.registryAccess(), stop);
    this.writerSchemas = new WriterSchemas(config.registry(), stop);
    this.topics = new Topics(config.bootstrap(), config.streams().kafka(), stop);
    LedgerGauges.register(totals, meters);
    this.kafkaGauges = new KafkaGauges(meters);
    this.windows = new WindowGauges(meters, windowLimits(config), System::currentTimeMillis);
    Gauge.builder("qtrace.running", () -> state == State.RUNNING ? 1 : 0)
        .description("1 if raw records are being decoded, else 0")
        .register(meters);
    this.transactions = transactionWatch(config, meters);
    away("kafka", topics::away);
    away("registry", this::registryAway);
  }

  private void away(String service, Supplier<Duration> away) {
    Gauge.builder("qtrace.service.away.seconds", () -> away.get().toMillis() / 1e3)
        .description("How long a service has not answered; 0 while it does, or nobody asks it")
        .tag("service", service)
        .register(meterRegistry);
  }

  private Duration registryAway() {
    var ids = schemaIds.away();
    var schemas = writerSchemas.away();
    return ids.compareTo(schemas) > 0 ? ids : schemas;
  }

  private static WindowGauges.Limits windowLimits(DecodeConfig config) {
    var conversions = config.conversions();
    var closing = conversions.grace().plus(conversions.idleTimeout());
    return new WindowGauges.Limits(config.metrics().ramBlocks(), config.metrics().keep(), closing);
  }

  /** Does not look yet. */
  private static TransactionWatch transactionWatch(DecodeConfig config, MeterRegistry meters) {
    var watched =
        new WatchedTopics(
            config.topics().names(), config.applicationId(), config.routes().topics());
    var kafka = config.streams().kafka();
    var pace = TransactionWatch.Pace.of(StreamsProperties.transactionTimeout(kafka));
    return new TransactionWatch(config.bootstrap(), kafka, watched, pace, meters);
  }

  /** With a consumer for each partition that needs one. */
  private FairShare fairShare() {
    var raw = config.topics().names().raw();
    return FairShare.byThisMachine(
        partition ->
            new KafkaBacklog(
                StreamsProperties.backlog(config, partition), new TopicPartition(raw, partition)));
  }

  /** Brings the metrics up to date that are not counted as it happens. */
  public void refreshMetrics() {
    totals.refresh();
    windows.refresh();
    var kafka = streams;
    if (kafka != null) {
      kafkaGauges.refresh(kafka.metrics());
    }
    var rules = alerts;
    if (rules != null) {
      rules.refreshMetrics();
    }
  }

  /**
   * Returns when the topology was started; it is running once the listener says so.
   *
   * @throws io.qtrace.registry.RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.topic.KafkaRefusedException if Kafka refuses for good
   * @throws io.qtrace.retry.StoppedException if {@link #close} came first
   */
  public void start() {
    starting.waitsFor("the topics in Kafka");
    topics.ensure(config.topics().decoding());
    transactions.start();
    var names = config.topics().names();
    config.topics().requirements(topics);
    ensureLayouts(names);
    starting.waitsFor("the schemas of windows, alerts and dead letters in the registry");
    var registrations = new Registrations(names, config.routes());
    var contracts = contracts(registrations);
    var shared =
        new Shared(
            new DefinitionsCatalog(config.defaultDefinitions()),
            new RegisteredTargets(
                registrations, config.topics(), schemaIds, topics, config.waiting().timeout()),
            resolver,
            new Quarantine(),
            contracts,
            config.conversions(),
            config.waiting(),
            config.topics().eventRetention(),
            totals,
            decodeMeters,
            conversionMeters,
            windows,
            fairShare());
    alerts =
        config.alertRules().map(rules -> alertStage(rules, registrations.alerts())).orElse(null);
    run(new DecodeTopology(names, shared, changelogs()), StreamsProperties.of(config));
  }

  /** State has the time of the raw records that made it, which may be any. */
  private Map<String, String> changelogs() {
    return topics.knowFutureLimit()
        ? Map.of(Topics.FUTURE_LIMIT, Long.toString(Long.MAX_VALUE))
        : Map.of();
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-targets");
    thread.setDaemon(true);
    return thread;
  }

  /** A VM's raw records and its layout have to come to one task. */
  private void ensureLayouts(TopicNames names) {
    int raw = topics.partitions(names.raw());
    topics.ensure(List.of(config.topics().vmLayout(raw)));
    int layouts = topics.partitions(names.vmLayout());
    if (layouts != raw) {
      throw new KafkaRefusedException(
          ("%s has %d partitions and %s has %d, but a VM's layout has to be in the partition of its"
                  + " raw records: delete %1$s, start again, and let the QMP connectors publish"
                  + " anew (docs/connectors.md says how)")
              .formatted(names.vmLayout(), layouts, names.raw(), raw));
    }
  }

  private Contracts contracts(Registrations registrations) {
    var registered =
        schemaIds.resolve(
            List.of(
                registrations.deadLetters(),
                registrations.ledger(),
                registrations.conversions(),
                registrations.lateConversions(),
                registrations.ramBlockConversions(),
                registrations.conversionRollups(),
                registrations.refusedConversions()));
    return new Contracts(
        new Framed<>(registered.get(0).id(), DeadLetter.class),
        new Framed<>(registered.get(1).id(), Ledger.class),
        new Framed<>(registered.get(2).id(), Conversion.class),
        new Framed<>(registered.get(6).id(), RefusedConversion.class),
        new Framed<>(registered.get(4).id(), RamBlockConversions.class),
        new Framed<>(registered.get(5).id(), ConversionRollup.class));
  }

  private AlertStage alertStage(RuleFile rules, Registration alert) {
    int id = schemaIds.resolve(List.of(alert)).get(0).id();
    rules.watch(stop);
    return new AlertStage(rules, id, writerSchemas::byId, meterRegistry);
  }

  private synchronized void run(DecodeTopology topology, Properties properties) {
    if (stop.isStopped()) {
      return;
    }
    var streamsConfig = new StreamsConfig(properties);
    var nodes = topology.build(new TopologyConfig(streamsConfig));
    var rules = alerts;
    if (rules != null) {
      rules.addTo(nodes, config.topics().names());
    }
    var running = new KafkaStreams(nodes, properties);
    var state = config.streams().stateDirectory().resolve(config.applicationId());
    MendedStores.wipeGlobal(state, Node.DEFINITIONS_STORE);
    running.setUncaughtExceptionHandler(
        new ThreadFailures(config.applicationId(), stop, this::fail));
    running.setGlobalStateRestoreListener(starting);
    starting.waitsFor(
        "partitions, which the consumer group %s gives out".formatted(config.applicationId()));
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

  /** The first failure counts, not what follows from it. */
  private void fail(String reason) {
    if (failure.compareAndSet(null, reason)) {
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

  /** Whether what is committed can be read. */
  public TransactionWatch transactions() {
    return transactions;
  }

  public State state() {
    return state;
  }

  /** What keeps it from decoding, for people; empty once it does, or can not any more. */
  public String waitsFor() {
    return state == State.STARTING ? starting.text(topics.away(), registryAway()) : "";
  }

  /** Why the application can not go on, for people; empty while it can. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure.get());
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
    transactions.close();
    closeStreams();
    resolver.shutdownNow();
    schemaIds.close();
    writerSchemas.close();
    topics.close();
    log.info("ledger: {}", ledger());
    become(State.CLOSED);
  }

  /** A static member comes back: its partitions wait for it, for {@code session.timeout.ms}. */
  private GroupMembershipOperation leaving() {
    return config.streams().kafka().containsKey("group.instance.id")
        ? GroupMembershipOperation.REMAIN_IN_GROUP
        : GroupMembershipOperation.LEAVE_GROUP;
  }

  private synchronized void closeStreams() {
    var running = streams;
    if (running == null) {
      return;
    }
    if (!running.close(
        CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(leaving()))) {
      log.warn(
          "stream threads did not stop within {} s; what they had not committed will be decoded"
              + " again",
          CLOSE_TIMEOUT.toSeconds());
    }
  }
}
