package io.qtrace.web.stream;

import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.FleetChange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what changes, once a second. Thread-safe. */
public final class StreamHub implements AutoCloseable {

  /** Listeners at a time. */
  public static final int MAX = 256;

  private static final Logger LOG = LoggerFactory.getLogger(StreamHub.class);
  private static final long COMMENT_NS = Duration.ofSeconds(15).toNanos();
  private static final long STALLED_NS = Duration.ofSeconds(60).toNanos();

  private final Fleet fleet;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "qtrace-stream");
            thread.setDaemon(true);
            return thread;
          });
  private long id;

  private StreamHub(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Begins to tell. */
  public static StreamHub start(Fleet fleet) {
    var hub = new StreamHub(fleet);
    var unused = hub.clock.scheduleAtFixedRate(hub::tick, 1, 1, TimeUnit.SECONDS);
    return hub;
  }

  /** Whether one more may listen. */
  public boolean hasRoom() {
    return listeners.size() < MAX;
  }

  /** From now on until its peer goes. It begins with a snapshot. */
  public void add(Response response, Callback end, Views views) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    var listener = new Listener(response, end, views, listeners::remove);
    listeners.add(listener);
    clock.execute(() -> quietly(() -> listener.offer(frames(null).of(listener))));
  }

  private Frames frames(@Nullable FleetChange change) {
    return new Frames(fleet, ++id, change);
  }

  private void tick() {
    quietly(
        () -> {
          var frames = frames(fleet.takeChange());
          for (var listener : listeners) {
            listener.offer(frames.of(listener));
            if (listener.silentNs() > COMMENT_NS) {
              listener.offer(List.of(Frames.frame(": here\n\n")));
            }
            listener.endIfStalled(STALLED_NS);
          }
        });
  }

  /** What fails once must not end the clock. */
  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("Telling listeners failed", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    listeners.forEach(Listener::close);
  }
}
