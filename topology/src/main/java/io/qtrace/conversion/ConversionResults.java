package io.qtrace.conversion;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.outcome.Attributed;
import io.qtrace.conversion.outcome.Refused;
import io.qtrace.conversion.outcome.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Makes the results of single conversions. */
final class ConversionResults {

  /** Of a pair; a record has to fit into its topic. */
  private static final int MAX_CANDIDATES = 100;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private ConversionResults() {}

  /** Whose conversions they are. */
  record Of(String vm, String host, int pid) {}

  /**
   * @param vcpu that made it; negative if that is not certain
   * @param isLate a window that it belongs to does not have it
   */
  static Conversion conversion(Attributed attributed, Of of, int vcpu, boolean isLate) {
    var event = attributed.event();
    var conversion = new Conversion();
    conversion.setVm(of.vm);
    conversion.setHost(of.host);
    conversion.setTimestamp(instant(event.epochNs()));
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
    if (vcpu >= 0) {
      conversion.setVcpu((long) vcpu);
    }
    if (event.threadId() >= 0) {
      conversion.setThreadId(event.threadId());
    }
    return conversion;
  }

  private static Instant instant(long epochNs) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNs, NANOS_PER_SECOND), Math.floorMod(epochNs, NANOS_PER_SECOND));
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
  static Conversion correction(Attributed wrong, Of of, int vcpu, String block) {
    var correction = conversion(wrong.withdrawn(), of, vcpu, false);
    correction.setCorrects(block);
    return correction;
  }

  /**
   * @param epochNs when it was
   */
  static RefusedConversion refused(Refused one, Of of, long epochNs) {
    var refused = new RefusedConversion();
    refused.setVm(of.vm);
    refused.setHost(of.host);
    refused.setTimestamp(instant(epochNs));
    refused.setPid(Integer.toUnsignedLong(of.pid));
    refused.setReason(one.reason().text());
    if (one.block() != null) {
      refused.setBlock(one.block());
    }
    if (one.offset() != null) {
      refused.setOffset(one.offset());
    }
    if (one.gpa() != null) {
      refused.setGpa(one.gpa());
    }
    refused.setSize(one.size());
    refused.setTo(one.to().text());
    if (one.cause() != Cause.UNKNOWN) {
      refused.setCause(one.cause().text());
    }
    if (one.threadId() >= 0) {
      refused.setThreadId(one.threadId());
    }
    if (one.reason() == Refused.Reason.DISCARD_FAILED) {
      refused.setRet((long) one.ret());
    }
    return refused;
  }
}
