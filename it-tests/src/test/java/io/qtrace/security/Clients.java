package io.qtrace.security;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings that let a client in, with the prefix that qtrace's configuration has for them. */
final class Clients {

  private Clients() {}

  static Map<String, String> scram(String protocol, String user, String password) {
    return Map.of(
        "kafka.security.protocol",
        protocol,
        "kafka.sasl.mechanism",
        "SCRAM-SHA-512",
        "kafka.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
  }

  static Map<String, String> oauth(TokenEndpoint endpoint, String secret) {
    return Map.of(
        "kafka.security.protocol",
        "SASL_SSL",
        "kafka.sasl.mechanism",
        "OAUTHBEARER",
        "kafka.sasl.oauthbearer.token.endpoint.url",
        endpoint.tokenUrl(),
        "kafka.sasl.oauthbearer.client.credentials.client.id",
        TokenEndpoint.CLIENT,
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        secret,
        "kafka.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
        "kafka.sasl.login.callback.handler.class",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
  }

  /**
   * As Connect wants them.
   *
   * @param prefixes what stands for {@code kafka.}, such as {@code producer.override.}
   */
  static Map<String, String> forConnect(Map<String, String> settings, String... prefixes) {
    var renamed = new HashMap<String, String>();
    for (var prefix : prefixes) {
      settings.forEach((name, value) -> renamed.put(name.replace("kafka.", prefix), value));
    }
    return renamed;
  }

  /**
   * @param prefix {@code kafka.} or {@code registry.}
   */
  static Map<String, String> trust(String prefix, Path store, String type) {
    var settings = new HashMap<String, String>();
    settings.put(prefix + "ssl.truststore.location", store.toString());
    settings.put(prefix + "ssl.truststore.type", type);
    if (!type.equals("PEM")) {
      settings.put(prefix + "ssl.truststore.password", Pki.PASSWORD);
    }
    return settings;
  }

  static Map<String, String> certificate(Path store, String type) {
    var settings = new HashMap<String, String>();
    settings.put("kafka.security.protocol", "SSL");
    settings.put("kafka.ssl.keystore.location", store.toString());
    settings.put("kafka.ssl.keystore.type", type);
    if (!type.equals("PEM")) {
      settings.put("kafka.ssl.keystore.password", Pki.PASSWORD);
      settings.put("kafka.ssl.key.password", Pki.PASSWORD);
    }
    return settings;
  }
}
