package io.qtrace.conversion;

import io.qtrace.contract.Conversion;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Makes the results of single conversions. */
final class ConversionResults {

  /** Of a pair; a record has to fit into its topic. */
  private static final int MAX_CANDIDATES = 100;

  private ConversionResults() {}

  /** Whose conversions they are. */
  record Of(String vm, String host, int pid) {}

  /**
   * @param isLate a window that it belongs to does not have it
   */
  static Conversion conversion(Attributed attributed, Of of, boolean isLate) {
    var event = attributed.event();
    var conversion = new Conversion();
    conversion.setVm(of.vm);
    conversion.setHost(of.host);
    conversion.setTimestamp(
        Instant.ofEpochSecond(
            Math.floorDiv(event.epochNs(), 1_000_000_000L),
            Math.floorMod(event.epochNs(), 1_000_000_000L)));
    conversion.setPid(Integer.toUnsignedLong(of.pid));
    var block = attributed.block();
    if (block != null && block.name() != null && attributed.rule() != Rule.PAIR) {
      conversion.setBlock(block.name());
    }
    conversion.setCandidates(candidates(attributed));
    conversion.setOffset(event.offset());
    conversion.setSize(event.size());
    var asked = attributed.asked();
    if (asked != null) {
      conversion.setGpa(asked.gpa());
    }
    conversion.setFrom(event.from().text());
    conversion.setTo(event.to().text());
    if (attributed.cause() != Cause.UNKNOWN) {
      conversion.setCause(attributed.cause().text());
    }
    conversion.setRule(attributed.rule().text());
    conversion.setLate(isLate);
    if (attributed.hasLatency()) {
      conversion.setLatencyNs(attributed.latencyNs());
    }
    return conversion;
  }

  private static List<String> candidates(Attributed attributed) {
    return attributed.pair().isEmpty()
        ? List.of()
        : attributed.pair().stream()
            .map(RamBlock::label)
            .sorted(Comparator.naturalOrder())
            .limit(MAX_CANDIDATES)
            .toList();
  }

  /** Takes the place of a conversion that named the wrong block. */
  static Conversion correction(Attributed wrong, Of of, String block) {
    var correction = conversion(wrong.withdrawn(), of, false);
    correction.setCorrects(block);
    return correction;
  }
}
