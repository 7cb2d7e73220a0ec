package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.embedded.RegistryAlone;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * A broker with a listener for each way in, a registry behind TLS, and those who vouch for their
 * clients: an authority, and an endpoint that hands out tokens.
 */
record SecureParts(
    Pki pki,
    TokenEndpoint tokens,
    RegistryAlone apicurio,
    SecureBroker broker,
    TlsRegistry registry) {

  static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
  static final String USER = "qtrace-user";
  static final String PASSWORD = "kafka-s3cret";
  static final String OAUTH_SECRET = "oauth-s3cret";
  static final String REGISTRY_PASSWORD = "registry-s3cret";
  static final String REGISTRY_TOKEN = "token-s3cret";

  /** All secrets have this in them, the wrong ones, too. */
  static final String SECRET = "s3cret";

  static SecureParts start(Path directory) throws Exception {
    var apicurio = RegistryAlone.start(directory.resolve("apicurio"));
    var pki = Pki.create(directory.resolve("pki"));
    var tokens = TokenEndpoint.start(OAUTH_SECRET);
    System.setProperty(ALLOWED_URLS, tokens.tokenUrl() + "," + tokens.jwksUrl());
    var broker =
        SecureBroker.start(
            directory.resolve("kafka"),
            Map.of(
                "SCRAM", SecurityProtocol.SASL_SSL,
                "MTLS", SecurityProtocol.SSL,
                "OAUTH", SecurityProtocol.SASL_SSL),
            brokerSettings(pki, tokens));
    broker.addUser(USER, PASSWORD);
    var basic = USER + ":" + REGISTRY_PASSWORD;
    var registry =
        TlsRegistry.start(
            pki,
            apicurio.url().replaceAll("/apis.*", ""),
            Set.of(
                "Bearer " + REGISTRY_TOKEN,
                "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(UTF_8))));
    return new SecureParts(pki, tokens, apicurio, broker, registry);
  }

  private static Map<String, String> brokerSettings(Pki pki, TokenEndpoint tokens)
      throws Exception {
    var settings = new HashMap<String, String>();
    settings.put(
        "super.users",
        "User:ANONYMOUS;User:%s;User:%s;User:%s".formatted(USER, Pki.CLIENT, TokenEndpoint.CLIENT));
    settings.put("ssl.keystore.location", pki.keyStore("server", "PKCS12").toString());
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.password", Pki.PASSWORD);
    settings.put("ssl.truststore.location", pki.trustStore("authority", "PKCS12").toString());
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.password", Pki.PASSWORD);
    settings.put("listener.name.mtls.ssl.client.auth", "required");
    var oauth = "listener.name.oauth.";
    settings.put(oauth + "sasl.enabled.mechanisms", "OAUTHBEARER");
    settings.put(
        oauth + "oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
    settings.put(
        oauth + "oauthbearer.sasl.server.callback.handler.class",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
    settings.put(oauth + "oauthbearer.sasl.oauthbearer.jwks.endpoint.url", tokens.jwksUrl());
    settings.put(oauth + "oauthbearer.sasl.oauthbearer.expected.audience", TokenEndpoint.AUDIENCE);
    return settings;
  }

  void close() throws Exception {
    System.clearProperty(ALLOWED_URLS);
    registry.close();
    broker.close();
    tokens.close();
    apicurio.close();
  }
}
