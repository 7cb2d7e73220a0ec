package io.qtrace.dashboard;

import static org.awaitility.Awaitility.await;

import io.qtrace.testing.DeployedQtrace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code qtrace serve} as a child process. */
final class ServeProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final int port;

  private ServeProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Returns when it answers. */
  static ServeProcess start(String bootstrap, String registry, int port) throws IOException {
    var command = DeployedQtrace.quick("-Xmx256m");
    command.addAll(
        List.of("serve", "--bootstrap", bootstrap, "--registry", registry, "--http-port=" + port));
    var serve = new ServeProcess(new ProcessBuilder(command).inheritIO().start(), port);
    await("qtrace serve answers").atMost(PATIENCE).ignoreExceptions().until(serve::answers);
    return serve;
  }

  String url() {
    return "http://127.0.0.1:%d/".formatted(port);
  }

  private boolean answers() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url() + "api/v1/fleet")).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }

  /** SIGKILL: its listeners are not told. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
  }
}
