package io.qtrace.aggregation.plan;

import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.definition.EventDefinition;
import io.qtrace.text.Diagnostic;
import io.qtrace.text.Nearest;
import io.qtrace.yaml.Problems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Holds the aggregations of a file against definitions. A file is refused only if it is wrong
 * whatever the QEMU; what one of several lacks is a warning.
 */
public final class Check {

  /**
   * How one aggregation stands to one QEMU.
   *
   * @param with the definitions
   */
  public record Standing(Aggregation of, KnownDefinitions with, Fit fit) {}

  /**
   * What came out.
   *
   * @param standings by aggregation, then by definitions
   */
  public record Outcome(List<Standing> standings, List<Diagnostic> warnings) {

    public Outcome {
      standings = List.copyOf(standings);
      warnings = List.copyOf(warnings);
    }
  }

  private final Aggregations file;
  private final List<KnownDefinitions> against;

  /** Those, and what else is known: to tell a typing error from what a QEMU does not have. */
  private final List<KnownDefinitions> known;

  private final Problems errors;
  private final Problems warnings;

  /** Takes events that no known QEMU has. */
  private final Problems misspelt;

  private Check(
      Aggregations file,
      List<KnownDefinitions> against,
      List<KnownDefinitions> further,
      Misspelt asWhat) {
    this.file = file;
    this.against = List.copyOf(against);
    this.known = new ArrayList<>(against);
    this.known.addAll(further);
    this.errors = Aggregations.problems(file.text());
    this.warnings = Aggregations.problems(file.text());
    this.misspelt = asWhat == Misspelt.REFUSED ? errors : warnings;
  }

  /**
   * @param against the definitions that matter; at least one
   * @param further definitions whose events are no typing errors, either
   * @throws InvalidAggregationsException with all that is wrong
   */
  public static Outcome of(
      Aggregations file, List<KnownDefinitions> against, List<KnownDefinitions> further) {
    return new Check(file, against, further, Misspelt.REFUSED).outcome();
  }

  /**
   * Holds them against one QEMU alone. Nothing is known of others, so an event that is not there
   * may be a typing error as well as one of theirs, and is a warning.
   *
   * @throws InvalidAggregationsException with all that is wrong
   */
  public static Outcome ofOne(Aggregations file, KnownDefinitions with) {
    return new Check(file, List.of(with), List.of(), Misspelt.WARNED_OF).outcome();
  }

  /**
   * Holds them against those that are known by now. Others may come with the next VM, so an event
   * that none of them has is a warning.
   *
   * @param known at least one
   * @throws InvalidAggregationsException with all that is wrong
   */
  public static Outcome ofSome(Aggregations file, List<KnownDefinitions> known) {
    return new Check(file, known, List.of(), Misspelt.WARNED_OF).outcome();
  }

  /** What becomes of an event that no known QEMU has. */
  private enum Misspelt {
    REFUSED,
    WARNED_OF
  }

  private Outcome outcome() {
    var standings = new ArrayList<Standing>();
    var found = new ArrayList<Diagnostic>();
    for (var aggregation : file.all()) {
      boolean isSpelt = checkNames(aggregation);
      var types = Fitting.types(aggregation, known);
      var own =
          against.stream()
              .map(
                  with ->
                      new Standing(
                          aggregation,
                          with,
                          new Fitting(aggregation, file.text(), with.definitions(), types).fit()))
              .toList();
      standings.addAll(own);
      judge(own, isSpelt, found);
    }
    var all = new LinkedHashSet<>(errors.found());
    all.addAll(found);
    if (!all.isEmpty()) {
      throw new InvalidAggregationsException(sorted(all));
    }
    return new Outcome(standings, sorted(warnings.found()));
  }

  private static List<Diagnostic> sorted(Iterable<Diagnostic> diagnostics) {
    var sorted = new ArrayList<Diagnostic>();
    diagnostics.forEach(sorted::add);
    sorted.sort(
        java.util.Comparator.comparingInt((Diagnostic d) -> d.at().line())
            .thenComparingInt(d -> d.at().column()));
    return sorted;
  }

  /** False if an event is named that no QEMU has. */
  private boolean checkNames(Aggregation aggregation) {
    boolean isSpelt = true;
    for (var pattern : aggregation.source().patterns()) {
      if (pattern.isPseudo() || !pattern.isLiteral() || isKnown(pattern.text())) {
        continue;
      }
      isSpelt = false;
      misspelt.at(
          pattern.node(),
          refusal(pattern.text())
              .orElseGet(
                  () ->
                      "there is no event '%s' in %s%s"
                          .formatted(pattern.text(), knownOnes(), nearest(pattern.text()))));
    }
    return isSpelt;
  }

  private boolean isKnown(String event) {
    return known.stream().anyMatch(one -> one.definitions().indexOf(event).isPresent());
  }

  private Optional<String> refusal(String event) {
    return known.stream()
        .flatMap(one -> one.definitions().explainRefusal(event).stream())
        .findFirst();
  }

  private String knownOnes() {
    return known.size() == 1 ? known.get(0).shown() : "any QEMU that is known";
  }

  private String nearest(String event) {
    var names = new LinkedHashSet<String>();
    known.forEach(
        one -> one.definitions().events().stream().map(EventDefinition::name).forEach(names::add));
    return Nearest.question(event, names);
  }

  private void judge(List<Standing> standings, boolean isSpelt, List<Diagnostic> found) {
    boolean isActive = standings.stream().anyMatch(one -> one.fit() instanceof Fit.Active);
    boolean isRefused = false;
    for (var standing : standings) {
      if (standing.fit() instanceof Fit.Unfit unfit) {
        if (isActive) {
          warn(standing, unfit);
        } else if (!isRefused) {
          isRefused = true;
          found.addAll(unfit.why());
        }
      } else if (isSpelt) {
        warnMissing(standing);
      }
    }
  }

  private void warn(Standing standing, Fit.Unfit unfit) {
    var first = unfit.why().get(0);
    warnings.at(
        standing.of().name(),
        "with %s: %s (line %d); VMs of that QEMU have no results of '%s'"
            .formatted(
                standing.with().shown(),
                first.message(),
                first.at().line(),
                standing.of().title()));
  }

  private void warnMissing(Standing standing) {
    if (standing.fit() instanceof Fit.Inactive inactive) {
      warnings.at(
          standing.of().name(),
          "'%s' matches nothing in %s: it has no %s"
              .formatted(
                  standing.of().title(),
                  standing.with().shown(),
                  String.join(", ", inactive.missing())));
    } else if (standing.fit() instanceof Fit.Active active && !active.missing().isEmpty()) {
      warnings.at(
          standing.of().name(),
          "'%s' has a part of its events only in %s: it has no %s"
              .formatted(
                  standing.of().title(),
                  standing.with().shown(),
                  String.join(", ", active.missing())));
    }
  }
}
