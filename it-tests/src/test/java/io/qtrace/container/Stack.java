package io.qtrace.container;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;

/**
 * Three brokers (three replicas, two of them in sync for each write) and a registry in containers,
 * for all container tests of this JVM; each test has topics of its own.
 */
final class Stack {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String CONTROLLERS = "1@kafka1:9093,2@kafka2:9093,3@kafka3:9093";
  private static final String SMALL_JVM =
      "-Xmx%dm -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError";

  /** To look at all there is takes from the processors what those need who start. */
  private static final Duration SELDOM = Duration.ofMillis(500);

  private static @Nullable Stack shared;

  private final Images images;
  private final Network network = Network.newNetwork();
  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private final List<Integer> brokerPorts = List.of(freePort(), freePort(), freePort());
  private final int registryPort = freePort();
  private final List<Part> brokers;
  private final Part registry;
  private final Admin admin;

  private Stack() throws InterruptedException {
    images = Images.built();
    brokers = IntStream.rangeClosed(1, 3).mapToObj(this::broker).toList();
    registry =
        add(images.registry(), "registry", REGISTRY).publish(registryPort, 8080).restarting();
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
  }

  /** Is started by whoever comes first, and closed after the last test. */
  static synchronized Stack shared() throws InterruptedException {
    if (shared == null) {
      var stack = new Stack();
      shared = stack;
      stack.start();
    }
    return shared;
  }

  /** What the containers printed stays in a directory of {@code target/container-logs}. */
  static synchronized void closeShared() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }

  private void start() {
    brokers.forEach(Part::start);
    registry.start();
    await("three brokers")
        .atMost(Part.PATIENCE)
        .ignoreExceptions()
        .until(() -> admin.describeCluster().nodes().get().size() == brokers.size());
    awaitRegistry();
  }

  void awaitRegistry() {
    await("the registry").atMost(Part.PATIENCE).pollInterval(SELDOM).until(this::registryAnswers);
  }

  boolean registryAnswers() throws InterruptedException {
    try {
      return get("/subjects").startsWith("[");
    } catch (IOException e) {
      return false;
    }
  }

  /** What the registry answers. */
  String get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(registryUrl() + path)).build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }

  private Part broker(int id) {
    int port = brokerPorts.get(id - 1);
    var environment = new HashMap<>(BROKER);
    environment.put("KAFKA_NODE_ID", Integer.toString(id));
    environment.put(
        "KAFKA_ADVERTISED_LISTENERS",
        "HOST://localhost:%d,INSIDE://kafka%d:19092".formatted(port, id));
    return add(images.kafka(), "kafka" + id, environment).publish(port, 9092);
  }

  private static final Map<String, String> BROKER =
      Map.ofEntries(
          Map.entry("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw"),
          Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
          Map.entry("KAFKA_LISTENERS", "HOST://:9092,INSIDE://:19092,CONTROLLER://:9093"),
          Map.entry(
              "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
              "HOST:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE"),
          Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
          Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", CONTROLLERS),
          Map.entry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3"),
          Map.entry("KAFKA_MIN_INSYNC_REPLICAS", "2"),
          Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3"),
          Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "6"),
          Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3"),
          Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2"),
          Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "6"),
          Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
          Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
          // A broker that is gone is noticed after 3 s, not 9 s.
          Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000"),
          Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"),
          Map.entry("KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", "4194304"),
          Map.entry("KAFKA_HEAP_OPTS", "-Xmx320m -Xms128m"),
          Map.entry("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"));

  /** Schemas outlive SIGKILL. */
  private static final Map<String, String> REGISTRY =
      Map.of(
          "APICURIO_STORAGE_KIND", "sql",
          "APICURIO_STORAGE_SQL_KIND", "h2",
          "APICURIO_DATASOURCE_URL", "jdbc:h2:file:/tmp/registry;WRITE_DELAY=0",
          "APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "1", // 20 take longer than it waits, under load
          "APICURIO_DATASOURCE_JDBC_MIN_SIZE", "1",
          "APICURIO_DATASOURCE_JDBC_MAX_SIZE", "10",
          "APICURIO_CCOMPAT_MAX_SUBJECTS", "100000",
          "QUARKUS_LOG_LEVEL", "WARN");

  /**
   * An instance of the decode stage, not started yet.
   *
   * @param test what its topics, its group and its instances' names begin with
   */
  Part topology(String test, String instance, Map<String, String> more) {
    var environment = new HashMap<String, String>();
    environment.put("QTRACE_BOOTSTRAP", "kafka1:19092,kafka2:19092,kafka3:19092");
    environment.put("QTRACE_REGISTRY", "http://registry:8080/apis/ccompat/v7");
    environment.put("QTRACE_TOPICS_PREFIX", test + "-");
    environment.put("QTRACE_APPLICATION_ID", test);
    environment.put("QTRACE_THREADS", "2");
    // Ten transactions a second of each thread would keep three brokers busy with their markers.
    environment.put("QTRACE_KAFKA_COMMIT_INTERVAL_MS", "300");
    environment.put("QTRACE_TOPICS_PARTITIONS_EVENT", "2");
    environment.put("JDK_JAVA_OPTIONS", SMALL_JVM.formatted(256));
    environment.putAll(more);
    return add(images.topology(), test + "-" + instance, environment).restarting();
  }

  /**
   * A worker with the connectors of {@code directory/connectors}, not started yet. The directory is
   * {@code /host} in the container.
   */
  Part connect(String test, Path directory) {
    var environment =
        Map.of(
            "QTRACE_BOOTSTRAP", "kafka1:19092,kafka2:19092,kafka3:19092",
            "QTRACE_ALLOWED_PATHS", "/host",
            "QTRACE_ALLOWED_URLS", "*",
            "QTRACE_CONNECT_GROUP_ID", test + "-connect",
            "QTRACE_CONNECT_OFFSET_STORAGE_PARTITIONS", "1",
            "QTRACE_CONNECT_STATUS_STORAGE_PARTITIONS", "1",
            "QTRACE_CONNECTORS", "/host/connectors",
            "JDK_JAVA_OPTIONS", SMALL_JVM.formatted(256));
    return add(images.connect(), test + "-connect", environment)
        .mount(directory, "/host")
        .restarting();
  }

  Part allInOne(String name) {
    return add(images.allInOne(), name, Map.of("JDK_JAVA_OPTIONS", SMALL_JVM.formatted(512)));
  }

  private Part add(String image, String name, Map<String, String> environment) {
    var part = new Part(image, name, network, environment);
    parts.add(part);
    return part;
  }

  /**
   * Deletes a test's topics at its end: a broker that comes up again looks at each partition it
   * has.
   *
   * @param prefix of the topics
   */
  void deleteTopics(String prefix) {
    try {
      var topics = admin.listTopics().names().get();
      topics.removeIf(topic -> !topic.startsWith(prefix));
      admin.deleteTopics(topics).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Part> brokers() {
    return brokers;
  }

  Part registry() {
    return registry;
  }

  Admin admin() {
    return admin;
  }

  /** For clients on this host. */
  String bootstrap() {
    return brokerPorts.stream().map(p -> "localhost:" + p).collect(Collectors.joining(","));
  }

  String registryUrl() {
    return "http://localhost:%d/apis/ccompat/v7".formatted(registryPort);
  }

  /**
   * @param prefix of a test's topics
   */
  Typed typed(String prefix) {
    return new Typed(admin, bootstrap(), registryUrl(), prefix);
  }

  /** Waits until every partition of every topic has all its replicas in sync. */
  void awaitReplicas() {
    await("all replicas in sync")
        .atMost(Part.PATIENCE)
        .pollInterval(SELDOM)
        .ignoreExceptions()
        .until(this::replicasAreInSync);
  }

  private boolean replicasAreInSync() throws ExecutionException, InterruptedException {
    var topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(partition -> partition.isr().size() == partition.replicas().size());
  }

  private void close() {
    admin.close(Duration.ZERO);
    parts.forEach(Part::close);
    network.close();
    try {
      var directory =
          Files.createDirectories(
              Path.of("target", "container-logs", network.getId().substring(0, 12)));
      for (var part : parts) {
        Files.writeString(directory.resolve(part.name() + ".log"), part.logs());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Below the range that the kernel gives to clients: it stays free while its broker is down. */
  static int freePort() {
    var random = new Random();
    while (true) {
      int port = 20_000 + random.nextInt(10_000);
      try (var socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // taken; the next one
      }
    }
  }
}
