package io.qtrace.registry;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Schemas by the id that stands before an Avro record, for consumers. Thread-safe; blocks while the
 * registry is away.
 */
public final class WriterSchemas implements AutoCloseable {

  private final RegistryConnection registry;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  public WriterSchemas(RegistryAddress address, StopSignal stop) {
    this.registry = new RegistryConnection(address, stop);
  }

  /**
   * Of who does not wait for ever for a registry that is away.
   *
   * @param patience behind which a request throws {@link io.qtrace.retry.AwayException}
   */
  public WriterSchemas(RegistryAddress address, Duration patience) {
    var retry = RegistryConnection.retry(address, new StopSignal()).givingUpAfter(patience);
    this.registry = new RegistryConnection(address, retry);
  }

  /**
   * @throws RegistryRefusedException if the registry refuses for good
   */
  public Schema byId(int id) {
    return schemas.computeIfAbsent(
        id, absent -> registry.call(purpose(absent), client -> schema(client, absent)));
  }

  /**
   * The same for callers that must not wait.
   *
   * @throws UnavailableException if the registry is away
   */
  public Schema byIdNow(int id) throws UnavailableException {
    var known = schemas.get(id);
    if (known == null) {
      known = registry.once(purpose(id), client -> schema(client, id));
      schemas.put(id, known);
    }
    return known;
  }

  /** How long the registry has been away. */
  public Duration away() {
    return registry.away();
  }

  private static String purpose(int id) {
    return "give schema " + id;
  }

  private static Schema schema(SchemaRegistryClient client, int id)
      throws IOException, RestClientException {
    return (Schema) client.getSchemaById(id).rawSchema();
  }

  @Override
  public void close() {
    registry.close();
  }
}
