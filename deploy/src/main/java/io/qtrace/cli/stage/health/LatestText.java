package io.qtrace.cli.stage.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A text that is dear to make and asked for by many: it is made by one thread at a time, and who
 * asks meanwhile gets the one before. Thread-safe.
 */
final class LatestText {

  private final ReentrantLock making = new ReentrantLock();
  private final Supplier<String> source;
  private volatile @Nullable ByteBuffer latest;

  LatestText(Supplier<String> source) {
    this.source = source;
  }

  /** Shared; not to be changed. */
  ByteBuffer get() {
    var before = latest;
    if (before != null && !making.tryLock()) {
      return before;
    }
    if (before == null) {
      making.lock();
    }
    try {
      var text = StandardCharsets.UTF_8.encode(source.get()).asReadOnlyBuffer();
      latest = text;
      return text;
    } finally {
      making.unlock();
    }
  }
}
