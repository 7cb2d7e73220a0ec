package io.qtrace.topology.declared;

import java.util.List;
import org.apache.avro.Schema;

/** Registers schemas of results, and makes their topics. Thread-safe. */
@FunctionalInterface
public interface Targets {

  /**
   * What is to be written.
   *
   * @param title of the aggregation
   */
  record Wanted(String title, Schema schema) {}

  /**
   * May block for as long as the registry or Kafka is away.
   *
   * @return in the order of what is wanted
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  List<Target> of(List<Wanted> wanted);
}
