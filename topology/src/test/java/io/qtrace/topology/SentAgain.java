package io.qtrace.topology;

import io.qtrace.topology.fair.Backlog;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what was sent once more, a few records at a time. */
public final class SentAgain implements Backlog {

  private static final int BATCH = 7;

  private final List<ConsumerRecord<byte[], byte[]>> sent;
  private final AtomicBoolean isHeld;
  private int next;

  public SentAgain(List<ConsumerRecord<byte[], byte[]>> sent) {
    this(sent, new AtomicBoolean());
  }

  /**
   * @param isHeld while it is true there is nothing to be had, as if the broker were slow
   */
  SentAgain(List<ConsumerRecord<byte[], byte[]>> sent, AtomicBoolean isHeld) {
    this.sent = sent;
    this.isHeld = isHeld;
  }

  @Override
  public void seek(long offset) {
    next = (int) offset;
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    if (isHeld.get()) {
      return List.of();
    }
    var batch = List.copyOf(sent.subList(next, Math.min(sent.size(), next + BATCH)));
    next += batch.size();
    return batch;
  }

  @Override
  public long position() {
    return next;
  }

  @Override
  public OptionalLong end() {
    return OptionalLong.of(sent.size());
  }

  @Override
  public void close() {}
}
