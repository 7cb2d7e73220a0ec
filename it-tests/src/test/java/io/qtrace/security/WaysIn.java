package io.qtrace.security;

import java.util.HashMap;
import java.util.Map;

/** Settings with which the broker and the registry of {@link SecureParts} let a client in. */
final class WaysIn {

  private final SecureParts parts;

  WaysIn(SecureParts parts) {
    this.parts = parts;
  }

  Map<String, String> scram() throws Exception {
    return with(
        with(
            Clients.scram("SASL_SSL", SecureParts.USER, SecureParts.PASSWORD),
            Clients.trust("kafka.", parts.pki().trustStore("authority", "JKS"), "JKS")),
        Map.of("bootstrap", parts.broker().bootstrap("SCRAM")));
  }

  Map<String, String> certificate() throws Exception {
    return with(
        with(
            Clients.certificate(parts.pki().keyStore("client", "PKCS12"), "PKCS12"),
            Clients.trust("kafka.", parts.pki().trustStore("authority", "PKCS12"), "PKCS12")),
        Map.of("bootstrap", parts.broker().bootstrap("MTLS")));
  }

  /** Without the registry. */
  Map<String, String> pem() throws Exception {
    return with(
        with(
            Clients.certificate(parts.pki().pemKey("client"), "PEM"),
            Clients.trust("kafka.", parts.pki().pemTrust(), "PEM")),
        Map.of("bootstrap", parts.broker().bootstrap("MTLS")));
  }

  Map<String, String> oauth() throws Exception {
    return with(
        with(
            Clients.oauth(parts.tokens(), SecureParts.OAUTH_SECRET),
            Clients.trust("kafka.", parts.pki().trustStore("authority", "PKCS12"), "PKCS12")),
        Map.of("bootstrap", parts.broker().bootstrap("OAUTH")));
  }

  Map<String, String> registryPassword() throws Exception {
    return with(
        registryTrust(),
        Map.of(
            "registry.basic.auth.credentials.source",
            "USER_INFO",
            "registry.basic.auth.user.info",
            SecureParts.USER + ":" + SecureParts.REGISTRY_PASSWORD));
  }

  Map<String, String> registryToken() throws Exception {
    return with(
        registryTrust(),
        Map.of(
            "registry.bearer.auth.credentials.source",
            "STATIC_TOKEN",
            "registry.bearer.auth.token",
            SecureParts.REGISTRY_TOKEN));
  }

  private Map<String, String> registryTrust() throws Exception {
    return with(
        Clients.trust("registry.", parts.pki().trustStore("authority", "PKCS12"), "PKCS12"),
        Map.of("registry", parts.registry().url("localhost") + "/apis/ccompat/v7"));
  }

  /** What {@code more} says comes before what {@code one} says. */
  static Map<String, String> with(Map<String, String> one, Map<String, String> more) {
    var both = new HashMap<>(one);
    both.putAll(more);
    return both;
  }
}
