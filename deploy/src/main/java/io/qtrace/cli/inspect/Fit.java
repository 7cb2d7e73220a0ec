package io.qtrace.cli.inspect;

import java.util.Comparator;

/**
 * How well definitions fit a trace.
 *
 * @param name of the definitions
 * @param declared how many events they have
 * @param read events of the trace that they decode
 * @param undecoded records and lines of the trace that they do not: rejected ones, and lines that
 *     look like events
 * @param unknownMappings events that the traced QEMU has and they do not, by its mapping records
 */
public record Fit(String name, int declared, long read, long undecoded, int unknownMappings) {

  /** The best first: that which leaves the least, and knows the most of what QEMU has. */
  static final Comparator<Fit> BEST_FIRST =
      Comparator.comparingLong(Fit::undecoded)
          .thenComparing(Comparator.comparingLong(Fit::read).reversed())
          .thenComparingInt(Fit::unknownMappings);

  static Fit of(Candidate candidate, Survey survey) {
    var definitions = candidate.definitions();
    return new Fit(
        candidate.name(),
        definitions.events().size(),
        survey.events(),
        survey.undecoded(),
        survey.build().unknownTo(definitions));
  }
}
