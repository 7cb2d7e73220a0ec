package io.qtrace.embedded;

import io.qtrace.embedded.broker.EmbeddedBroker;
import io.qtrace.embedded.place.DataDirectory;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.LoopbackPort;
import io.qtrace.embedded.place.Startup;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker and registry. {@link #close} stops everything, last started first, so what was
 * {@linkplain #attach attached} (the topology) still has both while it stops.
 *
 * <p>Keep it reachable while it runs: the registry ends when this object is collected.
 */
public final class EmbeddedStack implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedStack.class);

  private final Deque<AutoCloseable> parts; // last started first
  private final DataDirectory data;
  private final EmbeddedBroker broker;
  private final RegistryProcess registry;

  private EmbeddedStack(
      Deque<AutoCloseable> parts,
      DataDirectory data,
      EmbeddedBroker broker,
      RegistryProcess registry) {
    this.parts = parts;
    this.data = data;
    this.broker = broker;
    this.registry = registry;
  }

  /** The same, telling nobody how far it is. */
  public static EmbeddedStack start(EmbeddedOptions options)
      throws EmbeddedException, InterruptedException {
    return start(options, Startup.SILENT);
  }

  /** Returns when broker and registry serve; starts nothing when one of them cannot. */
  public static EmbeddedStack start(EmbeddedOptions options, Startup told)
      throws EmbeddedException, InterruptedException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    boolean ready = false;
    try {
      DataDirectory data = DataDirectory.open(options.dataDirectory());
      parts.push(data);
      int kafkaPort = LoopbackPort.claim(options.kafkaPort(), "Kafka broker", "--kafka-port");
      RegistryProcess registry = RegistryProcess.start(options, data);
      parts.push(registry);
      EmbeddedBroker broker = EmbeddedBroker.start(data.kafka(), options.listen(), kafkaPort, told);
      parts.push(broker);
      told.waitsFor("the schema registry");
      registry.awaitReady(); // its JVM came up while the broker did in ours
      ready = true;
      return new EmbeddedStack(parts, data, broker, registry);
    } finally {
      if (!ready) {
        closeAll(parts);
      }
    }
  }

  /** Host and port for Kafka clients. */
  public String bootstrap() {
    return broker.bootstrap();
  }

  /** Base URL of the Confluent-compatible API, for registry clients. */
  public String registryUrl() {
    return registry.url();
  }

  /** For state of Kafka Streams. */
  public Path stateDirectory() {
    return data.state();
  }

  /** For temporary files of this process. */
  public Path temporaryDirectory() {
    return data.temporary();
  }

  /** For log files. */
  public Path logDirectory() {
    return data.log();
  }

  /** {@code part} uses broker and registry, and is to be closed before them. */
  public synchronized void attach(AutoCloseable part) {
    parts.push(part);
  }

  @Override
  public synchronized void close() {
    closeAll(parts);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.error("{} does not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
