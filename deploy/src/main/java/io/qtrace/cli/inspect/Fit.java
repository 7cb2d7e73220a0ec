package io.qtrace.cli.inspect;

import io.qtrace.cli.inspect.survey.Survey;
import io.qtrace.conversion.fact.MissingEvents;
import java.util.Comparator;

/**
 * How well definitions fit a trace.
 *
 * @param name of the definitions
 * @param declared how many events they have
 * @param read events of the trace that they decode
 * @param undecoded records and lines of the trace that they do not: rejected ones, and lines that
 *     look like events
 * @param changes page conversions of the trace that they decode
 * @param unknownMappings events that the traced QEMU has and they do not, by its mapping records
 */
record Fit(
    String name, int declared, long read, long undecoded, long changes, int unknownMappings) {

  /**
   * The best first: that which leaves next to nothing, else that which knows page conversions, of
   * which there is more to say; of those, that which leaves the least, and knows the most of what
   * QEMU has.
   */
  static final Comparator<Fit> BEST_FIRST =
      Comparator.comparing((Fit fit) -> !fit.fits())
          .thenComparing(fit -> !fit.fits() && fit.changes == 0)
          .thenComparingLong(Fit::undecoded)
          .thenComparing(Comparator.comparingLong(Fit::read).reversed())
          .thenComparingInt(Fit::unknownMappings);

  /** Whether less than a hundredth is undecoded. */
  boolean fits() {
    return undecoded * 100 <= read + undecoded;
  }

  static Fit of(Candidate candidate, Survey survey) {
    var definitions = candidate.definitions();
    return new Fit(
        candidate.name(),
        definitions.events().size(),
        survey.events(),
        survey.undecoded(),
        survey.count(MissingEvents.CHANGES),
        survey.build().unknownTo(definitions));
  }
}
