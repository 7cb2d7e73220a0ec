package io.qtrace.security;

import static io.qtrace.security.WaysIn.with;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Settings that let nobody in.
 *
 * @param name what is wrong with them
 * @param message what a command has to say, in part
 */
record Mistake(String name, Map<String, String> settings, String message) {

  /** Those that every command meets. */
  static List<Mistake> ofKafka(SecureParts parts) throws Exception {
    var ways = new WaysIn(parts);
    var untrusted = Clients.trust("kafka.", parts.pki().trustStore("stranger", "PKCS12"), "PKCS12");
    var elsewhere = parts.broker().bootstrap("SCRAM").replace("localhost", "127.0.0.1");
    var notThere = Map.of("kafka.ssl.truststore.location", Path.of("/none/there").toString());
    return List.of(
        new Mistake(
            "wrong password",
            with(ways.scram(), Clients.scram("SASL_SSL", SecureParts.USER, "wrong-s3cret")),
            "refuses: not authenticated (Authentication failed during authentication due to"
                + " invalid credentials with SASL mechanism SCRAM-SHA-512); check kafka.sasl.*"),
        new Mistake(
            "certificate of a stranger",
            with(ways.scram(), untrusted),
            "refuses: no TLS connection (unable to find valid certification path"),
        new Mistake(
            "certificate for another host",
            with(ways.scram(), Map.of("bootstrap", elsewhere)),
            "refuses: no TLS connection (No subject alternative names matching IP address"
                + " 127.0.0.1 found); check kafka.ssl.*, and that the broker's certificate names the"
                + " host in bootstrap"),
        new Mistake(
            "no trust store",
            with(ways.scram(), notThere),
            "cannot be asked with these kafka.* settings: Failed to load SSL keystore"),
        new Mistake(
            "no client certificate",
            with(
                Clients.trust("kafka.", parts.pki().trustStore("authority", "PKCS12"), "PKCS12"),
                Map.of(
                    "kafka.security.protocol",
                    "SSL",
                    "bootstrap",
                    parts.broker().bootstrap("MTLS"))),
            "refuses: no TLS connection ("),
        new Mistake(
            "wrong client secret",
            with(ways.oauth(), Clients.oauth(parts.tokens(), "wrong-s3cret")),
            "The response code 401"),
        new Mistake(
            "token endpoint that the JVM does not allow",
            with(
                ways.oauth(),
                Map.of("kafka.sasl.oauthbearer.token.endpoint.url", "https://localhost:1/token")),
            "start qtrace with QTRACE_JAVA_OPTS=-D"
                + SecureParts.ALLOWED_URLS
                + "=https://localhost:1/token"));
  }

  /** Those that the stage meets, which needs the registry. */
  static List<Mistake> ofRegistry(SecureParts parts) throws Exception {
    var ways = new WaysIn(parts);
    var byToken = with(ways.scram(), ways.registryToken());
    var untrusted =
        Clients.trust("registry.", parts.pki().trustStore("stranger", "PKCS12"), "PKCS12");
    var elsewhere = parts.registry().url("127.0.0.1") + "/apis/ccompat/v7";
    return List.of(
        new Mistake(
            "wrong registry password",
            with(
                with(ways.scram(), ways.registryPassword()),
                Map.of("registry.basic.auth.user.info", SecureParts.USER + ":wrong-s3cret")),
            "401, not authenticated; check registry.basic.auth.credentials.source"),
        new Mistake(
            "registry's certificate of a stranger",
            with(byToken, untrusted),
            "(PKIX path building failed"),
        new Mistake(
            "registry's certificate for another host",
            with(byToken, Map.of("registry", elsewhere)),
            "(No subject alternative names matching IP address 127.0.0.1 found); check"
                + " registry.ssl.*"));
  }
}
