package io.qtrace.security;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Stands before a registry: TLS, and who says none of the expected words is not let in. */
final class TlsRegistry implements AutoCloseable {

  private final HttpsServer server;
  private final String target;
  private final Set<String> authorizations;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private TlsRegistry(HttpsServer server, String target, Set<String> authorizations) {
    this.server = server;
    this.target = target;
    this.authorizations = authorizations;
  }

  /**
   * @param target URL of the registry's API
   * @param authorizations values of the header {@code Authorization} that are accepted
   */
  static TlsRegistry start(Pki pki, String target, Set<String> authorizations) throws Exception {
    var keys =
        KeyStore.getInstance(pki.keyStore("server", "PKCS12").toFile(), Pki.PASSWORD.toCharArray());
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, Pki.PASSWORD.toCharArray());
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    var proxy = new TlsRegistry(server, target, authorizations);
    server.setExecutor(proxy.threads);
    server.createContext("/", proxy::pass);
    server.start();
    return proxy;
  }

  /** Under the certificate's name, or another one. */
  String url(String host) {
    return "https://%s:%d".formatted(host, server.getAddress().getPort());
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      var body = exchange.getRequestBody().readAllBytes();
      if (authorization == null || !authorizations.contains(authorization)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var request =
          HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
              .header("Content-Type", "application/vnd.schemaregistry.v1+json")
              .build();
      var answer = client.send(request, BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("content-type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
