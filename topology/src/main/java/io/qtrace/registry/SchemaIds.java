package io.qtrace.registry;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.qtrace.retry.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers schemas and tells their ids. A schema that its subject refuses as incompatible gets the
 * next revision: topic and subject with {@code -r2}, {@code -r3}…, so nothing stops.
 *
 * <p>A schema always gets the same id, subject and revision, at every start and in every instance:
 * FULL_TRANSITIVE never accepts later what it refused once, because versions are only added.
 * Thread-safe; calls block while the registry is away.
 */
public final class SchemaIds implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SchemaIds.class);

  private static final String COMPATIBILITY = "FULL_TRANSITIVE";
  private static final int MAX_REVISIONS = 100;
  // Confluent's error codes of a lookup: subject not found, schema not found.
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int CONFLICT = 409;
  private static final int ASK_AGAIN = 3;
  private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(100);
  // A registry takes tens of milliseconds per request; a QEMU trace brings hundreds of events.
  private static final int PARALLEL_REQUESTS = 4;

  private final StopSignal stop;
  private final RegistryConnection registry;
  private final ExecutorService requests;

  public SchemaIds(RegistryAddress address, StopSignal stop) {
    this.stop = stop;
    this.registry = new RegistryConnection(address, stop);
    this.requests = Executors.newFixedThreadPool(PARALLEL_REQUESTS, SchemaIds::daemon);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-registry");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Registers what is not registered yet.
   *
   * @return in the order of the registrations
   * @throws RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public List<RegisteredSchema> register(List<Registration> registrations) {
    var answers =
        registrations.stream()
            .map(r -> CompletableFuture.supplyAsync(() -> register(r), requests))
            .toList();
    var registered = new ArrayList<RegisteredSchema>();
    for (var answer : answers) {
      registered.add(join(answer));
    }
    return registered;
  }

  private static RegisteredSchema join(CompletableFuture<RegisteredSchema> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private RegisteredSchema register(Registration wanted) {
    var schema = new AvroSchema(wanted.schema());
    var refusal = "";
    for (int revision = 1; revision <= MAX_REVISIONS; revision++) {
      var topic = revision == 1 ? wanted.topic() : wanted.topic() + "-r" + revision;
      var subject = wanted.naming().subject(topic, wanted.schema().getFullName());
      var answer =
          registry.call("register subject " + subject, client -> idIn(subject, schema, client));
      if (answer instanceof Accepted accepted) {
        if (revision > 1) {
          log.warn("{} goes to topic {}: {}", wanted.name(), topic, refusal);
        }
        return new RegisteredSchema(topic, subject, accepted.id, revision);
      }
      refusal = "incompatible with subject " + subject + " (" + ((Refused) answer).reason + ")";
    }
    throw new RegistryRefusedException(
        "%s is incompatible with all %d revisions of topic %s; delete subjects that are no longer"
                .formatted(wanted.name(), MAX_REVISIONS, wanted.topic())
            + " needed, or route the event away",
        new IllegalStateException(refusal));
  }

  private sealed interface Answer {}

  private record Accepted(int id) implements Answer {}

  private record Refused(String reason) implements Answer {}

  private Answer idIn(String subject, AvroSchema schema, SchemaRegistryClient client)
      throws IOException, RestClientException {
    var refusal = "";
    // Another instance may register the same schema at the same time. A registry may call that a
    // conflict as well, and only asking again tells it from an incompatible schema.
    for (int i = 0; i < ASK_AGAIN; i++) {
      var known = lookUp(subject, schema, client);
      if (known.isPresent()) {
        return new Accepted(known.get());
      }
      boolean isConfigured = configure(subject, client);
      try {
        int id = client.register(subject, schema);
        if (!isConfigured) {
          client.updateCompatibility(subject, COMPATIBILITY);
        }
        return new Accepted(id);
      } catch (RestClientException e) {
        if (e.getStatus() != CONFLICT) {
          throw e;
        }
        refusal = RegistryConnection.oneLine(e);
      }
      stop.pause(BEFORE_ASKING_AGAIN);
    }
    return new Refused(refusal);
  }

  private static Optional<Integer> lookUp(
      String subject, AvroSchema schema, SchemaRegistryClient client)
      throws IOException, RestClientException {
    try {
      return Optional.of(client.getId(subject, schema));
    } catch (RestClientException e) {
      if (e.getErrorCode() == SUBJECT_NOT_FOUND || e.getErrorCode() == SCHEMA_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Sets the subject's compatibility before anything is compared with it. Returns false from a
   * registry that can not do so before the subject's first version, which needs no comparison.
   */
  private static boolean configure(String subject, SchemaRegistryClient client)
      throws IOException, RestClientException {
    try {
      client.updateCompatibility(subject, COMPATIBILITY);
      return true;
    } catch (RestClientException e) {
      if (e.getErrorCode() == SUBJECT_NOT_FOUND) {
        return false;
      }
      if (e.getStatus() == CONFLICT) {
        return true; // Apicurio, when another instance does the same at the same time
      }
      throw e;
    }
  }

  @Override
  public void close() {
    requests.shutdownNow();
    registry.close();
  }
}
