package io.qtrace.registry;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.qtrace.retry.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registry for one schema. A schema that its subject refuses as incompatible gets the next
 * revision: topic and subject with {@code -r2}, {@code -r3}…, so nothing stops.
 *
 * <p>A schema always gets the same id, subject and revision, at every start and in every instance:
 * FULL_TRANSITIVE never accepts later what it refused once, because versions are only added.
 * Thread-safe; calls block while the registry is away.
 */
final class Revisions {

  private static final Logger log = LoggerFactory.getLogger(Revisions.class);

  private static final String COMPATIBILITY = "FULL_TRANSITIVE";
  private static final int MAX_REVISIONS = 100;
  // Confluent's error codes of a lookup: subject not found, schema not found.
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int CONFLICT = 409;
  private static final int ASK_AGAIN = 3;
  private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(100);

  private final RegistryConnection registry;
  private final StopSignal stop;

  Revisions(RegistryConnection registry, StopSignal stop) {
    this.registry = registry;
    this.stop = stop;
  }

  /**
   * Registers a schema, unless it is registered already.
   *
   * @throws RegistryRefusedException if the registry refuses for good, or every revision is taken
   *     by schemas it is incompatible with
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  RegisteredSchema register(Registration wanted) {
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

  /**
   * Looks a schema up.
   *
   * @return empty if it is not registered
   * @throws RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  Optional<RegisteredSchema> lookUp(Registration wanted) {
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
   * registry that cannot do so before the subject's first version, which needs no comparison.
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
}
