package io.qtrace.topology.fair;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A partition of the raw topic, to be read again from an offset on. Not thread-safe. */
public interface Backlog extends AutoCloseable {

  /** The next record to be read is the first at or behind this offset. */
  void seek(long offset);

  /**
   * The next records, those of committed transactions only where the stage reads no others.
   *
   * @param wait how long to wait for them if none is here yet
   */
  List<ConsumerRecord<byte[], byte[]>> poll(Duration wait);

  /** Behind what was polled: nothing before it is left. */
  long position();

  /** The end of the partition, as far as it is known, which may be a little less. */
  OptionalLong end();

  @Override
  void close();
}
