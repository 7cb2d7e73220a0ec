package io.qtrace.alertmanager;

import io.qtrace.alertmanager.Answer.Accepted;
import io.qtrace.alertmanager.Answer.Away;
import io.qtrace.alertmanager.Answer.Forbidden;
import io.qtrace.alertmanager.Answer.Refused;
import io.qtrace.secret.Secrets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

/** An Alertmanager by its HTTP API, version 2. Thread-safe. */
public final class HttpAlertmanager implements Alertmanager {

  private static final int MAX_REASON_LENGTH = 400;

  private final HttpClient http;
  private final URI api;
  private final Access access;

  /**
   * @param authorization the header's value; empty for none
   * @param timeout of a request
   */
  public record Access(String authorization, Duration timeout) {}

  /**
   * @param url its web.external-url, such as {@code http://localhost:9093}
   */
  public HttpAlertmanager(HttpClient http, String url, Access access) {
    this.http = http;
    this.api = URI.create(url.replaceAll("/+$", "") + "/api/v2/alerts");
    this.access = access;
  }

  @Override
  public CompletableFuture<Answer> post(byte[] alerts) {
    var request =
        HttpRequest.newBuilder(api)
            .timeout(access.timeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(alerts));
    if (!access.authorization().isEmpty()) {
      request.header("Authorization", access.authorization());
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString())
        .handle(
            (response, failure) -> failure == null ? answer(response) : new Away(text(failure)));
  }

  private static Answer answer(HttpResponse<String> response) {
    int status = response.statusCode();
    var reason = "it answers " + status + oneLine(response.body());
    return switch (status) {
      case 200 -> new Accepted();
      case 400, 413, 422 -> new Refused(reason);
      case 401 -> new Forbidden(reason + "; check basic.auth.* or bearer.token");
      case 403 -> new Forbidden(reason + "; this user may not post alerts");
      case 404, 405 ->
          new Away(reason + "; there is no Alertmanager at this URL, or its prefix is missing");
      default -> new Away(reason);
    };
  }

  private static String oneLine(String body) {
    var line = body.lines().findFirst().orElse("").strip();
    var some =
        line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) + "…" : line;
    return some.isEmpty() ? "" : " (" + some + ")";
  }

  private static String text(Throwable failure) {
    var cause = failure instanceof IOException ? failure : failure.getCause();
    if (cause instanceof ConnectException) {
      return cause.getCause() instanceof UnresolvedAddressException
          ? "its host is unknown"
          : "connection refused";
    }
    if (cause instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof SSLException) {
      return "TLS failed, check ssl.* (" + cause.getMessage() + ")";
    }
    return Secrets.masked(String.valueOf(cause == null ? failure : cause));
  }

  /** Its API's URL, without credentials. */
  @Override
  public String toString() {
    return Secrets.masked(api.toString());
  }
}
