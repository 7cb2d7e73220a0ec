package io.qtrace.registry;

import io.qtrace.secret.Secrets;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the registry is and how to get in.
 *
 * @param url of its Confluent-compatible API, such as {@code http://localhost:8081} or, for
 *     Apicurio, {@code http://localhost:8081/apis/ccompat/v7}; several separated by commas are
 *     tried in turn
 * @param properties of Confluent's client, such as {@code basic.auth.credentials.source}, {@code
 *     bearer.auth.token} or {@code ssl.truststore.location}
 */
public record RegistryAddress(String url, Map<String, String> properties) {

  private static final String SSL = "ssl.";

  public RegistryAddress {
    properties = Map.copyOf(properties);
  }

  Map<String, String> clientProperties() {
    var all = new HashMap<String, String>();
    all.put("http.connect.timeout.ms", "5000");
    all.put("http.read.timeout.ms", "30000");
    // Retrying is ours: it logs less and stops with the application.
    all.put("max.retries", "0");
    // Of its own the client accepts a certificate for any host as soon as a trust store is set.
    all.put("schema.registry.ssl.endpoint.identification.algorithm", "https");
    all.putAll(properties);
    properties.forEach(
        (name, value) -> {
          // The client looks for TLS settings under a prefix of its own only.
          if (name.startsWith(SSL)) {
            all.put("schema.registry." + name, value);
          }
        });
    return all;
  }

  /** The URL alone, without credentials: the properties hold secrets. */
  @Override
  public String toString() {
    return Secrets.masked(url);
  }
}
