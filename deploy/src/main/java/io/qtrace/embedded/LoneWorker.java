package io.qtrace.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.NoneConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.RestClient;
import org.apache.kafka.connect.storage.KafkaConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaOffsetBackingStore;
import org.apache.kafka.connect.storage.KafkaStatusBackingStore;
import org.apache.kafka.connect.util.ConnectUtils;
import org.apache.kafka.connect.util.SharedTopicAdmin;

/**
 * Puts together what Connect's command line starts, but for the REST server. Workers of a group
 * talk to their leader over REST; one that is alone leads, and talks to nobody. Exactly-once of
 * sources (KIP-618) needs the distributed herder: the standalone one has none.
 */
final class LoneWorker {

  /** Names the worker in its connectors' status. */
  private static final String ID = "embedded";

  /** What others of the group would call it at. */
  private static final String NO_URL = "none";

  private LoneWorker() {}

  /** Not started yet. */
  static DistributedHerder of(Map<String, String> settings) {
    var plugins = new Plugins(settings);
    var loader = plugins.withClassLoader(plugins.delegatingLoader());
    try {
      return herder(new DistributedConfig(settings), plugins);
    } finally {
      loader.close();
    }
  }

  private static DistributedHerder herder(DistributedConfig config, Plugins plugins) {
    var cluster = config.kafkaClusterId();
    var clients = ConnectUtils.clientIdBase(config);
    // Who writes to the topic of configurations, which is anybody who reaches the broker, gets no
    // client of ours to connect to places of their choice.
    var policy = new NoneConnectorClientConfigOverridePolicy();
    policy.configure(Map.of());
    var admin = admin(config, cluster, clients);
    var json = JsonConverter.class.getName();
    var plain = Map.of(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG, "false");
    var offsets =
        new KafkaOffsetBackingStore(
            admin, () -> clients, plugins.newInternalConverter(true, json, plain));
    offsets.configure(config);
    var worker = new Worker(ID, Time.SYSTEM, plugins, config, offsets, policy);
    var values = worker.getInternalValueConverter();
    var status = new KafkaStatusBackingStore(Time.SYSTEM, values, admin, clients);
    status.configure(config);
    var configs =
        new KafkaConfigBackingStore(values, config, worker.configTransformer(), admin, clients);
    return new DistributedHerder(
        config,
        Time.SYSTEM,
        worker,
        cluster,
        status,
        configs,
        NO_URL,
        new RestClient(config),
        policy,
        List.of(),
        admin);
  }

  /** One for all three stores. */
  private static SharedTopicAdmin admin(DistributedConfig config, String cluster, String clients) {
    var settings = new HashMap<>(config.originals());
    ConnectUtils.addMetricsContextProperties(settings, config, cluster);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clients + "shared-admin");
    return new SharedTopicAdmin(settings);
  }
}
