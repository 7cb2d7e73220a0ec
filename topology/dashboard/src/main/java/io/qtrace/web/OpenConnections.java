package io.qtrace.web;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what peers that are slow, dead or hostile can hold. Beyond {@link #MAX} connections the
 * one that has gone longest without completing a request is closed, so that who comes next is
 * served at once. Thread-safe.
 *
 * <p>Jetty's own limits are no help here: its connection limit makes new peers wait for old ones,
 * and its idle time-out begins anew with each byte, which a peer may send once a minute. What it
 * calls messages out are the requests.
 */
final class OpenConnections implements Connection.Listener {

  static final int MAX = 256;

  /**
   * How long a peer may take.
   *
   * @param silence from opening, or from the last answer, to a request's first byte
   * @param request from there to the end of the request's header
   * @param answer from there until the answer's last byte is in the kernel's hands
   */
  record Patience(Duration silence, Duration request, Duration answer) {

    /** The first is more than the minute at which Prometheus usually comes again. */
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(75), Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  /**
   * How far a connection had come when it was last seen to move on.
   *
   * @param bytes that had come by then
   * @param isBegun more have come since the last answer
   */
  private record Progress(long requests, long answers, long bytes, boolean isBegun, long sinceNs) {

    Duration limit(Patience patience) {
      if (requests > answers) {
        return patience.answer;
      }
      return isBegun ? patience.request : patience.silence;
    }
  }

  /** Whose progress is oldest comes first. */
  private final Map<Connection, Progress> open = new LinkedHashMap<>();

  private final Patience patience;

  OpenConnections(Patience patience) {
    this.patience = patience;
  }

  @Override
  public void onOpened(Connection connection) {
    Connection eldest = null;
    synchronized (this) {
      open.put(connection, new Progress(0, 0, 0, false, now()));
      if (open.size() > MAX) {
        look();
        eldest = open.keySet().iterator().next();
        open.remove(eldest);
      }
    }
    if (eldest != null) {
      close(eldest);
    }
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    open.remove(connection);
  }

  /** The last byte of an answer was written, or never will be. */
  synchronized void answered(Connection connection) {
    var before = open.remove(connection);
    if (before != null) {
      long answers = before.answers + 1;
      var next = new Progress(before.requests, answers, connection.getBytesIn(), false, now());
      open.put(connection, next);
    }
  }

  /** To be called every second or so. */
  void closeLate() {
    for (var late = late(); late != null; late = late()) {
      close(late);
    }
  }

  private synchronized @Nullable Connection late() {
    look();
    long nowNs = now();
    Iterator<Map.Entry<Connection, Progress>> all = open.entrySet().iterator();
    while (all.hasNext()) {
      var next = all.next();
      var progress = next.getValue();
      if (nowNs - progress.sinceNs > progress.limit(patience).toNanos()) {
        all.remove();
        return next.getKey();
      }
    }
    return null;
  }

  /** Puts those that moved on behind the others. */
  private void look() {
    for (var connection : open.keySet().toArray(new Connection[0])) {
      var before = open.get(connection);
      long requests = connection.getMessagesIn();
      long bytes = connection.getBytesIn();
      if (before == null) {
        continue;
      }
      boolean isNext = before.requests != requests;
      boolean begins = !isNext && !before.isBegun && bytes != before.bytes;
      if (isNext || begins) {
        open.remove(connection);
        open.put(connection, new Progress(requests, before.answers, bytes, begins, now()));
      }
    }
  }

  private static long now() {
    return System.nanoTime();
  }

  private static void close(Connection connection) {
    connection.getEndPoint().close();
  }
}
