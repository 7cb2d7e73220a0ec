package io.qtrace.registry;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers schemas, or looks them up only, and tells their ids. A schema that its subject refuses
 * as incompatible gets the next revision: topic and subject with {@code -r2}, {@code -r3}…, so
 * nothing stops.
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

  private static final int MISSING_NAMED = 5;
  private static final String WHO_MAY =
      "this stage may not register schemas (schemas.register), run 'qtrace schemas register' as"
          + " someone who may";
  private static final String NOT_REGISTERED =
      "the event's schema is not registered; " + WHO_MAY + ", then replay the dead letters";

  private final StopSignal stop;
  private final RegistryAccess access;
  private final RegistryConnection registry;
  private final Retry missingSchemas;
  private final ExecutorService requests;

  public SchemaIds(RegistryAddress address, RegistryAccess access, StopSignal stop) {
    this.stop = stop;
    this.access = access;
    this.registry = new RegistryConnection(address, stop);
    this.missingSchemas = new Retry("a schema in the registry at " + address, stop);
    this.requests = Executors.newFixedThreadPool(PARALLEL_REQUESTS, SchemaIds::daemon);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-registry");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Registers what is not registered yet; if schemas may be looked up only, waits until they are
   * there.
   *
   * @return in the order of the registrations
   * @throws RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public List<RegisteredSchema> resolve(List<Registration> registrations) {
    return switch (access) {
      case REGISTER -> inParallel(registrations, this::register);
      case LOOK_UP -> missingSchemas.call(() -> lookUpAll(registrations));
    };
  }

  /**
   * The same for schemas that somebody else made, which may be anything: one that is refused is an
   * answer, and one that may be looked up only is waited for no longer than {@code patience}.
   *
   * @return in the order of the registrations
   * @throws RegistryRefusedException if the registry refuses whatever it is asked
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public List<SchemaAnswer> resolveEach(List<Registration> registrations, Duration patience) {
    return switch (access) {
      case REGISTER -> inParallel(registrations, this::registerIfTaken);
      case LOOK_UP -> {
        long deadline = System.nanoTime() + patience.toNanos();
        yield missingSchemas.call(() -> lookUpUntil(deadline, registrations));
      }
    };
  }

  private SchemaAnswer registerIfTaken(Registration wanted) {
    try {
      return new SchemaAnswer.Resolved(register(wanted));
    } catch (RegistryRefusedException e) {
      if (!e.isAboutOneSchema()) {
        throw e;
      }
      log.error("events {} become dead letters: {}", wanted.name(), e.getMessage());
      return new SchemaAnswer.Refused(String.valueOf(e.getMessage()));
    }
  }

  private List<SchemaAnswer> lookUpUntil(long deadline, List<Registration> registrations)
      throws UnavailableException {
    if (System.nanoTime() < deadline) {
      return lookUpAll(registrations).stream()
          .map(schema -> (SchemaAnswer) new SchemaAnswer.Resolved(schema))
          .toList();
    }
    return lookUp(registrations).stream()
        .map(
            schema ->
                schema
                    .map(s -> (SchemaAnswer) new SchemaAnswer.Resolved(s))
                    .orElse(new SchemaAnswer.Refused(NOT_REGISTERED)))
        .toList();
  }

  /**
   * Looks schemas up, whatever the access.
   *
   * @return in the order of the registrations; empty where a schema is not registered
   */
  public List<Optional<RegisteredSchema>> lookUp(List<Registration> registrations) {
    return inParallel(registrations, this::lookUp);
  }

  private List<RegisteredSchema> lookUpAll(List<Registration> registrations)
      throws UnavailableException {
    var found = lookUp(registrations);
    var missing = new ArrayList<String>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).isEmpty()) {
        missing.add(registrations.get(i).name());
      }
    }
    if (!missing.isEmpty()) {
      var named = String.join(", ", missing.subList(0, Math.min(MISSING_NAMED, missing.size())));
      int more = missing.size() - MISSING_NAMED;
      throw new UnavailableException(
          "not registered: %s%s; %s"
              .formatted(named, more > 0 ? " and " + more + " more" : "", WHO_MAY));
    }
    return found.stream().flatMap(Optional::stream).toList();
  }

  private <T> List<T> inParallel(
      List<Registration> registrations, Function<Registration, T> request) {
    var answers =
        registrations.stream()
            .map(r -> CompletableFuture.supplyAsync(() -> request.apply(r), requests))
            .toList();
    var results = new ArrayList<T>();
    for (var answer : answers) {
      results.add(join(answer));
    }
    return results;
  }

  private static <T> T join(CompletableFuture<T> answer) {
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
      var topic = topic(wanted, revision);
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
    throw RegistryRefusedException.ofOneSchema(
        "%s is incompatible with all %d revisions of topic %s; delete subjects that are no longer"
                .formatted(wanted.name(), MAX_REVISIONS, wanted.topic())
            + " needed, or route the event away",
        new IllegalStateException(refusal));
  }

  private Optional<RegisteredSchema> lookUp(Registration wanted) {
    var schema = new AvroSchema(wanted.schema());
    for (int revision = 1; revision <= MAX_REVISIONS; revision++) {
      var topic = topic(wanted, revision);
      var subject = wanted.naming().subject(topic, wanted.schema().getFullName());
      var answer = registry.call("look up " + subject, client -> lookUp(subject, schema, client));
      if (answer instanceof Known known) {
        return Optional.of(new RegisteredSchema(topic, subject, known.id, revision));
      }
      if (answer == Absent.SUBJECT) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String topic(Registration wanted, int revision) {
    return revision == 1 ? wanted.topic() : wanted.topic() + "-r" + revision;
  }

  private sealed interface Found {}

  private record Known(int id) implements Found {}

  private enum Absent implements Found {
    SUBJECT,
    SCHEMA
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
      if (lookUp(subject, schema, client) instanceof Known known) {
        return new Accepted(known.id);
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

  private static Found lookUp(String subject, AvroSchema schema, SchemaRegistryClient client)
      throws IOException, RestClientException {
    try {
      return new Known(client.getId(subject, schema));
    } catch (RestClientException e) {
      return switch (e.getErrorCode()) {
        case SUBJECT_NOT_FOUND -> Absent.SUBJECT;
        case SCHEMA_NOT_FOUND -> Absent.SCHEMA;
        default -> throw e;
      };
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

  /** How long the registry has been away. */
  public Duration away() {
    return registry.away();
  }

  @Override
  public void close() {
    requests.shutdownNow();
    registry.close();
  }
}
