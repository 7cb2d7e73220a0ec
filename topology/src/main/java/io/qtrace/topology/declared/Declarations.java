package io.qtrace.topology.declared;

import io.qtrace.aggregation.plan.Check;
import io.qtrace.aggregation.plan.Fit;
import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.result.ResultSchema;
import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.definition.Definitions;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.StoppedException;
import io.qtrace.text.Diagnostic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregations that are in force: those of a file, held against the definitions that are known,
 * with their schemas registered and their topics made. What cannot be put in force leaves those
 * before as they are. Thread-safe.
 */
public final class Declarations {

  private static final Logger log = LoggerFactory.getLogger(Declarations.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final AggregationFile file;
  private final Supplier<List<KnownDefinitions>> known;
  private final Targets targets;
  private final Map<Integer, Declared> ever = new ConcurrentHashMap<>();
  private final Set<String> saidToBeUnfit = ConcurrentHashMap.newKeySet();
  private volatile List<Declared> inForce = List.of();

  /** What the file has, in force or not. */
  private Aggregations latest;

  /** The definitions that it was held against. */
  private Set<String> against = Set.of();

  /**
   * None is in force yet.
   *
   * @param known all definitions that anybody knows, the same first ones each time
   */
  public Declarations(
      AggregationFile file, Supplier<List<KnownDefinitions>> known, Targets targets) {
    this.file = file;
    this.latest = file.first();
    this.known = known;
    this.targets = targets;
  }

  /**
   * Puts those in force that the file had when it was opened.
   *
   * @throws InvalidAggregationsException if the file is wrong whatever the QEMU
   */
  public synchronized void begin() {
    put(latest);
  }

  /** From now on looks at the file every five seconds, on a thread of its own. */
  public void watch(StopSignal stop) {
    var thread =
        new Thread(
            () -> {
              try {
                while (!stop.pause(LOOK)) {
                  look();
                }
              } catch (StoppedException e) {
                // Ends the watch.
              }
            },
            "qtrace-aggregations");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes what has changed: the file, or which definitions are known. */
  public synchronized void look() {
    var changed = file.look();
    if (changed.isEmpty() && against.equals(fingerprints(known.get()))) {
      return;
    }
    try {
      put(changed.orElse(latest));
      if (changed.isPresent()) {
        log.info("{} has changed: {} aggregations are in force", file.path(), inForce.size());
      }
    } catch (InvalidAggregationsException e) {
      file.refused(e);
    } catch (StoppedException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error(
          "{} is not put in force: {}; the aggregations before stay", file.path(), e.getMessage());
    }
  }

  private void put(Aggregations wanted) {
    var all = known.get();
    latest = wanted;
    against = fingerprints(all);
    var outcome = Check.ofSome(wanted, all);
    outcome.warnings().stream().map(Diagnostic::asWarning).forEach(log::warn);
    var shapes = new ArrayList<Shape>();
    var results = new ArrayList<Targets.Wanted>();
    for (var aggregation : wanted.all()) {
      var active = active(outcome, aggregation);
      if (!active.isEmpty()) {
        var shape = shape(aggregation, active);
        var unsigned = new HashSet<String>();
        active.forEach(fit -> unsigned.addAll(fit.unsigned()));
        shapes.add(shape);
        results.add(new Targets.Wanted(aggregation.title(), ResultSchema.of(shape, unsigned)));
      }
    }
    var found = targets.of(results);
    var next = new ArrayList<Declared>();
    for (int i = 0; i < shapes.size(); i++) {
      var types = Fit.types(shapes.get(i).aggregation(), all);
      next.add(Declared.of(shapes.get(i), wanted, types, found.get(i)));
    }
    next.forEach(one -> ever.put(one.id(), one));
    inForce = List.copyOf(next);
  }

  private static Set<String> fingerprints(List<KnownDefinitions> all) {
    var fingerprints = new HashSet<String>();
    all.forEach(one -> fingerprints.add(one.definitions().fingerprint()));
    return fingerprints;
  }

  private static List<Fit.Active> active(Check.Outcome outcome, Aggregation of) {
    var active = new ArrayList<Fit.Active>();
    for (var standing : outcome.standings()) {
      if (standing.of().title().equals(of.title()) && standing.fit() instanceof Fit.Active fit) {
        active.add(fit);
      }
    }
    return active;
  }

  /** That of now, if it is in force already; else that of the first QEMU that has its events. */
  private Shape shape(Aggregation of, List<Fit.Active> active) {
    var first = active.get(0).shape();
    return inForce.stream()
        .map(Declared::shape)
        .filter(shape -> shape.aggregation().identity().equals(of.identity()))
        .map(shape -> shape.with(of))
        .findFirst()
        .orElse(first);
  }

  /** In the order of the file; another object after each change. */
  public List<Declared> inForce() {
    return inForce;
  }

  /** One that has been in force since this process began; else null. */
  @Nullable Declared find(int id) {
    return ever.get(id);
  }

  /** Says once that VMs of a QEMU have no results, if its events do not fit. */
  void judge(Declared one, Definitions with) {
    var fingerprint = with.fingerprint();
    if (one.isUnfit(with) && saidToBeUnfit.add(one.id() + fingerprint)) {
      log.warn(
          "aggregation {} does not fit definitions {}; VMs of that QEMU have no results of it",
          one.title(),
          fingerprint);
    }
  }

  /** How many pairs of an aggregation and definitions do not fit, of those that have come. */
  public int unfit() {
    return saidToBeUnfit.size();
  }
}
