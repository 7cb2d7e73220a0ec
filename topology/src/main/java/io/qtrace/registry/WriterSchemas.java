package io.qtrace.registry;

import io.qtrace.retry.StopSignal;
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
   * @throws RegistryRefusedException if the registry refuses for good
   */
  public Schema byId(int id) {
    return schemas.computeIfAbsent(
        id,
        absent ->
            registry.call(
                "give schema " + absent,
                client -> (Schema) client.getSchemaById(absent).rawSchema()));
  }

  /** How long the registry has been away. */
  public Duration away() {
    return registry.away();
  }

  @Override
  public void close() {
    registry.close();
  }
}
