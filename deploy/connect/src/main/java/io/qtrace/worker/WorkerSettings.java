package io.qtrace.worker;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A worker's settings out of environment variables: {@code QTRACE_CONNECT_GROUP_ID} is {@code
 * group.id}. The rest has defaults that fit our connectors.
 */
final class WorkerSettings {

  private static final String PREFIX = "QTRACE_CONNECT_";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private static final String ALLOWLIST =
      "org.apache.kafka.connect.connector.policy.AllowlistConnectorClientConfigOverridePolicy";

  private static final List<String> TUNING =
      List.of(
          "acks",
          "auto.offset.reset",
          "batch.size",
          "buffer.memory",
          "compression.gzip.level",
          "compression.lz4.level",
          "compression.type",
          "compression.zstd.level",
          "fetch.max.bytes",
          "fetch.min.bytes",
          "linger.ms",
          "max.partition.fetch.bytes",
          "max.poll.interval.ms",
          "max.poll.records",
          "max.request.size");

  /** How the worker reaches Kafka is how its connectors do, unless their own settings differ. */
  private static final List<String> OF_CLIENTS = List.of("producer.", "consumer.", "admin.");

  private WorkerSettings() {}

  static Map<String, String> of(Map<String, String> environment) {
    var given = given(environment);
    var group = given.getOrDefault("group.id", "qtrace-connect");
    var settings = new TreeMap<String, String>();
    settings.put("bootstrap.servers", environment.getOrDefault("QTRACE_BOOTSTRAP", "kafka:9092"));
    settings.put("group.id", group);
    for (var storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", group + "-" + storage);
      settings.put(storage + ".storage.replication.factor", "-1"); // the broker's default
    }
    // One connector per host has a few offsets; Connect's defaults are 25 and 5 partitions a group.
    settings.put("offset.storage.partitions", "1");
    settings.put("status.storage.partitions", "1");
    settings.put("exactly.once.source.support", "enabled");
    // A worker that starts waits for what one that was killed has left open.
    settings.put("producer.transaction.timeout.ms", "40000");
    // A group has one worker (docs/connectors.md): nobody to wait for, and nobody who takes over.
    settings.put("scheduled.rebalance.max.delay.ms", "0");
    settings.put("plugin.path", "/opt/qtrace/plugins");
    settings.put("plugin.discovery", "service_load");
    settings.put("key.converter", BYTES);
    settings.put("value.converter", BYTES);
    // Who configures a connector tunes its clients; where they connect to, and with which secrets
    // and files, is the operator's business.
    settings.put("connector.client.config.override.policy", ALLOWLIST);
    settings.put("connector.client.config.override.allowlist", String.join(",", TUNING));
    settings.put("listeners", "http://0.0.0.0:8083");
    // What workers of a group call each other by: a container's host name, not 0.0.0.0.
    settings.put("rest.advertised.host.name", environment.getOrDefault("HOSTNAME", "localhost"));
    settings.putAll(given);
    addSecurityOfClients(settings);
    return settings;
  }

  private static Map<String, String> given(Map<String, String> environment) {
    var given = new TreeMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            var key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
            given.put(key.replace('_', '.'), value);
          }
        });
    return given;
  }

  private static void addSecurityOfClients(Map<String, String> settings) {
    for (var setting : Map.copyOf(settings).entrySet()) {
      if (setting.getKey().matches("(security|ssl|sasl)\\..+")) {
        OF_CLIENTS.forEach(c -> settings.putIfAbsent(c + setting.getKey(), setting.getValue()));
      }
    }
  }
}
