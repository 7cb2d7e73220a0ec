package io.qtrace.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.alert.rule.RuleFile;
import io.qtrace.alert.stream.AlertStage;
import io.qtrace.liveness.TransactionWatch;
import io.qtrace.liveness.WatchedTopics;
import io.qtrace.meter.TypedGrowth;
import io.qtrace.registry.Registration;
import io.qtrace.registry.SchemaIds;
import io.qtrace.registry.WriterSchemas;
import io.qtrace.retry.StopSignal;
import io.qtrace.state.MendedStores;
import io.qtrace.topic.Topics;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.declared.Declarations;
import io.qtrace.topology.destination.Registrations;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.ledger.LedgerTotals;
import io.qtrace.topology.streams.StreamsProperties;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
    /** It cannot go on; {@link #failure()} says why. */
    FAILED,
    CLOSED
  }

  private static final Logger log = LoggerFactory.getLogger(DecodeApplication.class);
  private static final int MAX_RESOLVERS = 16;
  private static final Duration BETWEEN_LOOKS_AT_GROWTH = Duration.ofMinutes(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final DecodeConfig config;
  private final Lifecycle lifecycle;
  private final StopSignal stop = new StopSignal();
  private final SchemaIds schemaIds;
  private final Topics topics;
  private final Starting starting = new Starting();
  private final StageMetrics metrics;
  private final WriterSchemas writerSchemas;
  private final TransactionWatch transactions;

  /** Each of its threads may wait for the registry, while the sources of others go on. */
  private final ExecutorService resolver =
      Executors.newFixedThreadPool(MAX_RESOLVERS, DecodeApplication::daemon);

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable AlertStage alerts;
  private volatile @Nullable PublishedDefinitions definitions;
  private volatile @Nullable KafkaStreams streams;

  /**
   * @param listener is told of every change of state, on whatever thread it happens; must not block
   */
  public DecodeApplication(DecodeConfig config, MeterRegistry meters, Consumer<State> listener) {
    this.config = config;
    this.lifecycle = new Lifecycle(listener);
    this.schemaIds = new SchemaIds(config.registry(), config.registryAccess(), stop);
    this.writerSchemas = new WriterSchemas(config.registry(), stop);
    this.topics = new Topics(config.bootstrap(), config.streams().kafka(), stop);
    this.metrics = StageMetrics.of(config, meters);
    metrics.running(() -> state() == State.RUNNING);
    this.transactions = transactionWatch(config, meters);
    metrics.away("kafka", topics::away);
    metrics.away("registry", this::registryAway);
  }

  private Duration registryAway() {
    var ids = schemaIds.away();
    var schemas = writerSchemas.away();
    return ids.compareTo(schemas) > 0 ? ids : schemas;
  }

  /** Does not look yet. */
  private static TransactionWatch transactionWatch(DecodeConfig config, MeterRegistry meters) {
    var watched =
        new WatchedTopics(
            config.topics().names(), config.applicationId(), config.routes().topics());
    var kafka = config.streams().kafka();
    var pace = TransactionWatch.Pace.of(StreamsProperties.transactionTimeout(kafka));
    var access = new TransactionWatch.Access(config.bootstrap(), kafka);
    return new TransactionWatch(access, watched, pace, meters);
  }

  /** Brings the metrics up to date that are not counted as it happens. */
  public void refreshMetrics() {
    metrics.refresh(streams);
    var rules = alerts;
    if (rules != null) {
      rules.refreshMetrics();
    }
  }

  /**
   * Returns when the topology was started; it is running once the listener says so.
   *
   * @throws io.qtrace.aggregation.spec.InvalidAggregationsException if no QEMU can be meant
   * @throws io.qtrace.registry.RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.topic.refusal.KafkaRefusedException if Kafka refuses for good
   * @throws io.qtrace.retry.StoppedException if {@link #close} came first
   */
  public void start() {
    starting.waitsFor("the topics in Kafka");
    var stageTopics = new StageTopics(config.topics(), topics);
    stageTopics.ensure();
    transactions.start();
    stageTopics.check();
    starting.waitsFor("the schemas of windows, alerts and dead letters in the registry");
    var names = config.topics().names();
    var registrations = new Registrations(config.topics(), config.routes());
    var contracts = Contracts.of(registrations, schemaIds);
    var declared = config.aggregations().map(this::declarations).orElse(null);
    var parts =
        new StageParts(
            config, topics, schemaIds, registrations, contracts, metrics, resolver, declared);
    alerts =
        config.alertRules().map(rules -> alertStage(rules, registrations.alerts())).orElse(null);
    run(
        new DecodeTopology(
            names, parts.decode(), parts.attribute(), parts.aggregate(), stageTopics.changelogs()),
        StreamsProperties.of(config));
  }

  /**
   * From now on the log says if topics of typed events grow by much that is never deleted. For
   * clusters, whose disks others fill as well.
   */
  public void watchGrowth() {
    if (config.topics().eventRetention().isEmpty()) {
      var thread = new Thread(this::watchGrowthUntilStopped, "qtrace-growth");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void watchGrowthUntilStopped() {
    var typed = config.topics().names().event("");
    var growth = new TypedGrowth(topic -> topic.startsWith(typed));
    do {
      var running = streams;
      if (running != null) {
        growth.look(running.metrics(), System.nanoTime()).ifPresent(log::warn);
      }
    } while (!stop.pause(BETWEEN_LOOKS_AT_GROWTH));
  }

  /** Before anything runs: an aggregation that can mean nothing is told at once. */
  private Declarations declarations(AggregationFile file) {
    starting.waitsFor("the schemas and topics of aggregations");
    var names = config.topics().names();
    var known =
        new PublishedDefinitions(
            StreamsProperties.outsideOfGroups(config, "definitions"),
            names.definitions(),
            config.defaultDefinitions());
    definitions = known;
    known.await(config.bootstrap(), stop);
    var targets = new RegisteredResults(config.topics(), schemaIds, topics);
    var declarations = new Declarations(file, known::all, targets);
    declarations.begin();
    declarations.watch(stop);
    metrics.aggregations().show(declarations);
    return declarations;
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-targets");
    thread.setDaemon(true);
    return thread;
  }

  private AlertStage alertStage(RuleFile rules, Registration alert) {
    int id = schemaIds.resolve(List.of(alert)).get(0).id();
    rules.watch(stop);
    return new AlertStage(rules, id, writerSchemas::byId, metrics.registry());
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
        new ThreadFailures(config.applicationId(), stop, lifecycle::fail));
    running.setGlobalStateRestoreListener(starting);
    starting.waitsFor(
        "partitions, which the consumer group %s gives out".formatted(config.applicationId()));
    running.setStateListener((now, before) -> lifecycle.streams(now));
    streams = running;
    running.start();
    topics.watch();
  }

  /** Whether what is committed can be read. */
  public TransactionWatch transactions() {
    return transactions;
  }

  public State state() {
    return lifecycle.state();
  }

  /** What keeps it from decoding, for people; empty once it does, or cannot any more. */
  public String waitsFor() {
    return state() == State.STARTING ? starting.text(topics.away(), registryAway()) : "";
  }

  /** Why the application cannot go on, for people; empty while it can. */
  public Optional<String> failure() {
    return lifecycle.failure();
  }

  /** The ledger over the partitions this instance has or had, as of the last raw records. */
  public LedgerTotals ledger() {
    return LedgerTotals.of(metrics.totals().sum());
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
    var read = definitions;
    if (read != null) {
      read.close();
    }
    log.info("ledger: {}", ledger());
    lifecycle.become(State.CLOSED);
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
