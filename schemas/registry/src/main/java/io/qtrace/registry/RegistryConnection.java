package io.qtrace.registry;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.UnavailableException;
import io.qtrace.secret.Secrets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.kafka.common.KafkaException;

/**
 * Calls to the registry, repeated while it is away. Thread-safe, as the client is: it locks per
 * subject.
 */
final class RegistryConnection implements AutoCloseable {

  /** One request; what it throws is sorted into "try again" and "refused". */
  @FunctionalInterface
  interface Request<T> {
    T send(SchemaRegistryClient client) throws IOException, RestClientException;
  }

  private static final int CACHED_SCHEMAS_PER_SUBJECT = 1000;
  private static final int SCHEMA_NOT_FOUND = 40403; // Confluent's error code
  private static final int MAX_REASON_LENGTH = 400;

  private final RegistryAddress address;
  private final SchemaRegistryClient client;
  private final Retry retry;

  RegistryConnection(RegistryAddress address, StopSignal stop) {
    this(address, retry(address, stop));
  }

  RegistryConnection(RegistryAddress address, Retry retry) {
    this.address = address;
    this.client = client(address);
    this.retry = retry;
  }

  static Retry retry(RegistryAddress address, StopSignal stop) {
    return new Retry("the schema registry at " + address, stop);
  }

  private static SchemaRegistryClient client(RegistryAddress address) {
    try {
      return SchemaRegistryClientFactory.newClient(
          List.of(address.url().split(",")),
          CACHED_SCHEMAS_PER_SUBJECT,
          List.of(new AvroSchemaProvider()),
          address.clientProperties(),
          Map.of());
    } catch (KafkaException | IllegalArgumentException e) {
      throw new RegistryRefusedException(
          "the schema registry at %s cannot be asked with these registry.* settings: %s; see docs/security.md"
              .formatted(address, oneLine(e)),
          e);
    }
  }

  /**
   * @param purpose what a refusal says this was about, such as "register subject x"
   * @throws RegistryRefusedException if trying again would not help
   */
  <T> T call(String purpose, Request<T> request) {
    return retry.call(() -> once(purpose, request));
  }

  /**
   * The same without waiting.
   *
   * @throws UnavailableException if the registry is away
   */
  <T> T once(String purpose, Request<T> request) throws UnavailableException {
    try {
      return request.send(client);
    } catch (RestClientException e) {
      throw sorted(purpose, e);
    } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
      throw sorted(purpose, e);
    } catch (IOException e) {
      throw new UnavailableException(reason(e), e);
    }
  }

  Duration away() {
    return retry.away();
  }

  /** Returns what may pass with time; throws what will not. */
  private UnavailableException sorted(String purpose, RestClientException e) {
    int status = e.getStatus();
    if (status >= 500 || status == 429 || status == 408) {
      return new UnavailableException("it answers " + status + " (" + oneLine(e) + ")", e);
    }
    if (status == 404 && e.getErrorCode() != SCHEMA_NOT_FOUND) {
      return new UnavailableException(
          "there is no schema registry API at this URL (404); check it: Apicurio's ends in"
              + " /apis/ccompat/v7",
          e);
    }
    var refusal = refusal(purpose, e);
    throw status == 401 || status == 403
        ? new RegistryRefusedException(refusal, e)
        : RegistryRefusedException.ofOneSchema(refusal, e);
  }

  /** A certificate that is not accepted stays so; a connection that ends early may pass. */
  private UnavailableException sorted(String purpose, SSLException e) {
    if (e.getCause() instanceof IOException) {
      return new UnavailableException(reason(e), e);
    }
    throw new RegistryRefusedException(
        "cannot %s: no TLS connection to the schema registry at %s (%s); check registry.ssl.*, and that its certificate names this host"
            .formatted(purpose, address, oneLine(e)),
        e);
  }

  private String refusal(String purpose, RestClientException e) {
    var what = "the schema registry at %s refuses to %s: ".formatted(address, purpose);
    return switch (e.getStatus()) {
      case 401 ->
          what
              + "401, not authenticated; check registry.basic.auth.credentials.source and"
              + " registry.basic.auth.user.info, or registry.bearer.auth.*";
      case 403 -> what + "403, not permitted; give this user read and write on the subject";
      default -> what + e.getStatus() + ", " + oneLine(e);
    };
  }

  private static String reason(IOException e) {
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    if (e instanceof UnknownHostException) {
      return "unknown host " + e.getMessage();
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof SSLException) {
      return "TLS failed, check registry.ssl.* (" + oneLine(e) + ")";
    }
    return oneLine(e);
  }

  static String oneLine(Exception e) {
    var text = Secrets.masked(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    return text.length() > MAX_REASON_LENGTH ? text.substring(0, MAX_REASON_LENGTH) + "…" : text;
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      // The client keeps nothing that a failed close could lose.
    }
  }
}
