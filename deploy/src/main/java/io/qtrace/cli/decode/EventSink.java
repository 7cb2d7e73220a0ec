package io.qtrace.cli.decode;

import io.qtrace.raw.RawEvent;

/** Where decoded events go. Not thread-safe; failures to write are {@code OutputFailed}. */
public interface EventSink extends AutoCloseable {

  void event(RawEvent event);

  void dropped(long timestampNs, int pid, long count);

  /** Writes what is still held back. */
  @Override
  void close();
}
