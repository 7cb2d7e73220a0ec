package io.qtrace.cli.trace;

import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;

/** Where decoded events go. Not thread-safe; failures to write are {@code OutputFailed}. */
public interface EventSink extends AutoCloseable {

  void event(RawEvent event);

  void dropped(long timestampNs, int pid, long count);

  /** Bytes that could not be decoded. */
  default void rejected(Rejection reason, int bytes) {}

  /** Takes everything and does nothing with it. */
  static EventSink none() {
    return new EventSink() {
      @Override
      public void event(RawEvent event) {}

      @Override
      public void dropped(long timestampNs, int pid, long count) {}

      @Override
      public void close() {}
    };
  }

  /** Writes what is still held back. */
  @Override
  void close();
}
