package io.qtrace.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;

/** Gives an access token (RS256) to the client that knows the secret, and its keys to brokers. */
final class TokenEndpoint implements AutoCloseable {

  static final String AUDIENCE = "kafka";
  static final String CLIENT = "qtrace-oauth";

  private final HttpServer server;
  private final KeyPair keys;
  private final String authorization;

  private TokenEndpoint(HttpServer server, KeyPair keys, String secret) {
    this.server = server;
    this.keys = keys;
    this.authorization = "Basic " + encoded((CLIENT + ":" + secret).getBytes(UTF_8), false);
  }

  static TokenEndpoint start(String secret) throws IOException, GeneralSecurityException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var endpoint =
        new TokenEndpoint(HttpServer.create(address, 0), generator.generateKeyPair(), secret);
    endpoint.server.createContext("/token", endpoint::token);
    endpoint.server.createContext("/jwks", endpoint::jwks);
    endpoint.server.start();
    return endpoint;
  }

  String tokenUrl() {
    return url() + "/token";
  }

  String jwksUrl() {
    return url() + "/jwks";
  }

  private String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void token(HttpExchange exchange) throws IOException {
    if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    answer(
        exchange,
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":600}".formatted(jwt()));
  }

  private void jwks(HttpExchange exchange) throws IOException {
    var key = (RSAPublicKey) keys.getPublic();
    answer(
        exchange,
        200,
        "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"1\",\"n\":\"%s\",\"e\":\"%s\"}]}"
            .formatted(number(key.getModulus()), number(key.getPublicExponent())));
  }

  private String jwt() {
    long now = Instant.now().getEpochSecond();
    var claims =
        "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d,\"scope\":\"kafka\"}"
            .formatted(url(), AUDIENCE, CLIENT, now, now + 600);
    var head = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"1\"}";
    var text = encoded(head.getBytes(UTF_8), true) + "." + encoded(claims.getBytes(UTF_8), true);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + encoded(signature.sign(), true);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String number(BigInteger value) {
    var bytes = value.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    var magnitude = java.util.Arrays.copyOfRange(bytes, sign, bytes.length);
    return encoded(magnitude, true);
  }

  private static String encoded(byte[] bytes, boolean forUrls) {
    return forUrls
        ? Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
        : Base64.getEncoder().encodeToString(bytes);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      var bytes = json.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
