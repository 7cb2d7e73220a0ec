package io.qtrace.web.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A peer that listens. Nothing is queued for one that is slow: while it has not taken what was
 * written it misses what comes, and gets a snapshot afterwards. Thread-safe.
 */
final class Listener implements Callback {

  private final Response response;
  private final Callback end;
  private final Consumer<Listener> gone;
  final Views views;
  private final Deque<ByteBuffer> left = new ArrayDeque<>();
  private boolean writing;
  private boolean behind = true;
  private long sinceNs = System.nanoTime();

  Listener(Response response, Callback end, Views views, Consumer<Listener> gone) {
    this.response = response;
    this.end = end;
    this.views = views;
    this.gone = gone;
  }

  /** Whether it needs a snapshot. */
  synchronized boolean isBehind() {
    return behind;
  }

  synchronized long silentNs() {
    return System.nanoTime() - sinceNs;
  }

  /**
   * Writes frames; one that is still writing falls behind instead.
   *
   * @param frames shared with others, not changed
   */
  void offer(List<ByteBuffer> frames) {
    if (frames.isEmpty()) {
      return;
    }
    ByteBuffer first;
    synchronized (this) {
      if (writing) {
        behind = true;
        return;
      }
      writing = true;
      behind = false;
      sinceNs = System.nanoTime();
      frames.forEach(frame -> left.add(frame.slice()));
      first = left.remove();
    }
    response.write(false, first, this);
  }

  @Override
  public void succeeded() {
    ByteBuffer next;
    synchronized (this) {
      if (left.isEmpty()) {
        writing = false;
        return;
      }
      next = left.remove();
    }
    response.write(false, next, this);
  }

  @Override
  public void failed(Throwable failure) {
    gone.accept(this);
    end.failed(failure);
  }

  /** Ends one that has taken nothing for too long. */
  void endIfStalled(long maxNs) {
    boolean isStalled;
    synchronized (this) {
      isStalled = writing && System.nanoTime() - sinceNs > maxNs;
    }
    if (isStalled) {
      gone.accept(this);
      response.getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
      end.failed(new TimeoutException("it takes nothing"));
    }
  }

  void close() {
    gone.accept(this);
    end.succeeded();
  }
}
