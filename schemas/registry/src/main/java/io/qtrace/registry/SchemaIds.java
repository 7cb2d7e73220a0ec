package io.qtrace.registry;

import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers schemas, or looks them up only, and tells their ids: many at once, as {@link Revisions}
 * does each. Thread-safe; calls block while the registry is away.
 */
public final class SchemaIds implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SchemaIds.class);

  // A registry takes tens of milliseconds per request; a QEMU trace brings hundreds of events.
  private static final int PARALLEL_REQUESTS = 4;

  private static final int MISSING_NAMED = 5;
  private static final String WHO_MAY =
      "this stage may not register schemas (schemas.register), run 'qtrace schemas register' as"
          + " someone who may";
  private static final String NOT_REGISTERED =
      "the event's schema is not registered; " + WHO_MAY + ", then replay the dead letters";

  private final RegistryAccess access;
  private final RegistryConnection registry;
  private final Revisions revisions;
  private final Retry missingSchemas;
  private final ExecutorService requests;

  public SchemaIds(RegistryAddress address, RegistryAccess access, StopSignal stop) {
    this(address, access, stop, RegistryConnection.retry(address, stop));
  }

  /**
   * Of who does not wait for ever for a registry that is away.
   *
   * @param patience behind which a request throws {@link io.qtrace.retry.AwayException}
   */
  public SchemaIds(RegistryAddress address, RegistryAccess access, Duration patience) {
    this(address, access, new StopSignal(), patience);
  }

  private SchemaIds(
      RegistryAddress address, RegistryAccess access, StopSignal stop, Duration patience) {
    this(address, access, stop, RegistryConnection.retry(address, stop).givingUpAfter(patience));
  }

  private SchemaIds(RegistryAddress address, RegistryAccess access, StopSignal stop, Retry retry) {
    this.access = access;
    this.registry = new RegistryConnection(address, retry);
    this.revisions = new Revisions(registry, stop);
    this.missingSchemas = new Retry("a schema in the registry at " + address, stop);
    this.requests = Executors.newFixedThreadPool(PARALLEL_REQUESTS, SchemaIds::daemon);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "qtrace-registry");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Registers what is not registered yet; if schemas may be looked up only, waits until they are
   * there.
   *
   * @return in the order of the registrations
   * @throws RegistryRefusedException if the registry refuses for good
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public List<RegisteredSchema> resolve(List<Registration> registrations) {
    return switch (access) {
      case REGISTER -> inParallel(registrations, revisions::register);
      case LOOK_UP -> missingSchemas.call(() -> lookUpAll(registrations));
    };
  }

  /**
   * The same for schemas that somebody else made, which may be anything: one that is refused is an
   * answer, and one that may be looked up only is waited for no longer than {@code patience}.
   *
   * @return in the order of the registrations
   * @throws RegistryRefusedException if the registry refuses whatever it is asked
   * @throws io.qtrace.retry.StoppedException if the application stops first
   */
  public List<SchemaAnswer> resolveEach(List<Registration> registrations, Duration patience) {
    return switch (access) {
      case REGISTER -> inParallel(registrations, this::registerIfTaken);
      case LOOK_UP -> {
        long deadline = System.nanoTime() + patience.toNanos();
        yield missingSchemas.call(() -> lookUpUntil(deadline, registrations));
      }
    };
  }

  private SchemaAnswer registerIfTaken(Registration wanted) {
    try {
      return new SchemaAnswer.Resolved(revisions.register(wanted));
    } catch (RegistryRefusedException e) {
      if (!e.isAboutOneSchema()) {
        throw e;
      }
      log.error("events {} become dead letters: {}", wanted.name(), e.getMessage());
      return new SchemaAnswer.Refused(String.valueOf(e.getMessage()));
    }
  }

  private List<SchemaAnswer> lookUpUntil(long deadline, List<Registration> registrations)
      throws UnavailableException {
    if (System.nanoTime() < deadline) {
      return lookUpAll(registrations).stream()
          .map(schema -> (SchemaAnswer) new SchemaAnswer.Resolved(schema))
          .toList();
    }
    return lookUp(registrations).stream()
        .map(
            schema ->
                schema
                    .map(s -> (SchemaAnswer) new SchemaAnswer.Resolved(s))
                    .orElse(new SchemaAnswer.Refused(NOT_REGISTERED)))
        .toList();
  }

  /**
   * Looks schemas up, whatever the access.
   *
   * @return in the order of the registrations; empty where a schema is not registered
   */
  public List<Optional<RegisteredSchema>> lookUp(List<Registration> registrations) {
    return inParallel(registrations, revisions::lookUp);
  }

  private List<RegisteredSchema> lookUpAll(List<Registration> registrations)
      throws UnavailableException {
    var found = lookUp(registrations);
    var missing = new ArrayList<String>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).isEmpty()) {
        missing.add(registrations.get(i).name());
      }
    }
    if (!missing.isEmpty()) {
      var named = String.join(", ", missing.subList(0, Math.min(MISSING_NAMED, missing.size())));
      int more = missing.size() - MISSING_NAMED;
      throw new UnavailableException(
          "not registered: %s%s; %s"
              .formatted(named, more > 0 ? " and " + more + " more" : "", WHO_MAY));
    }
    return found.stream().flatMap(Optional::stream).toList();
  }

  private <T> List<T> inParallel(
      List<Registration> registrations, Function<Registration, T> request) {
    var answers =
        registrations.stream()
            .map(r -> CompletableFuture.supplyAsync(() -> request.apply(r), requests))
            .toList();
    var results = new ArrayList<T>();
    for (var answer : answers) {
      results.add(join(answer));
    }
    return results;
  }

  private static <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** How long the registry has been away. */
  public Duration away() {
    return registry.away();
  }

  @Override
  public void close() {
    requests.shutdownNow();
    registry.close();
  }
}
