package io.qtrace.topology;

import io.qtrace.topology.DecodeApplication.State;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the application stands, and who is told. Thread-safe. */
final class Lifecycle {

  /** Under the name that people know. */
  private static final Logger log = LoggerFactory.getLogger(DecodeApplication.class);

  private final Consumer<State> listener;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private volatile State state = State.STARTING;

  Lifecycle(Consumer<State> listener) {
    this.listener = listener;
  }

  State state() {
    return state;
  }

  /** Why the application cannot go on, for people; empty while it can. */
  Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  void streams(KafkaStreams.State now) {
    switch (now) {
      case RUNNING -> become(State.RUNNING);
      case REBALANCING -> become(State.STARTING);
      case ERROR -> fail("all stream threads died; the log says why");
      default -> {}
    }
  }

  /** The first failure counts, not what follows from it. */
  void fail(String reason) {
    if (failure.compareAndSet(null, reason)) {
      log.error("qtrace cannot go on: {}", reason);
      become(State.FAILED);
    }
  }

  void become(State next) {
    boolean isFinal = state == State.CLOSED || (state == State.FAILED && next != State.CLOSED);
    if (!isFinal && state != next) {
      state = next;
      listener.accept(next);
    }
  }
}
