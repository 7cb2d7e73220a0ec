package io.qtrace.cli.conversions;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MissingEvents;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.text.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints windows and state changes as they come, and sums them up. Not thread-safe. */
final class ConversionReport implements Results {

  private final WindowPrinter windows;
  private final @Nullable AttributionCsv changes;
  private final Map<String, Long> byRule = new TreeMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private long count;
  private long late;
  private long corrected;

  /** Of the events that attribution needs. */
  private final Set<String> missing = new TreeSet<>();

  ConversionReport(WindowPrinter windows, @Nullable AttributionCsv changes) {
    this.windows = windows;
    this.changes = changes;
  }

  @Override
  public void conversion(Conversion conversion, long position) {
    if (conversion.getCorrects() == null) {
      count++;
      byRule.merge(conversion.getRule(), 1L, Long::sum);
    } else {
      corrected++;
    }
    if (changes != null) {
      try {
        changes.write(conversion, position);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a NamedOutput fails by its name
      }
    }
  }

  @Override
  public void late(Conversion conversion, Late why) {
    late++;
  }

  @Override
  public void refused(RefusedConversion one) {
    refused.merge(one.getReason(), 1L, Long::sum);
  }

  @Override
  public void block(RamBlockConversions window) {
    try {
      windows.block(window);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }

  @Override
  public void vm(ConversionRollup window, Latencies latencies) {
    missing.addAll(MissingEvents.parse(window.getMissingEvents()));
    try {
      windows.vm(window);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }

  void flush() {
    try {
      windows.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a NamedOutput fails by its name
    }
  }

  /** Conversions by rule, then what is shared of each block. */
  String summary(List<VmConversions.Shared> shared) {
    if (count == 0) {
      return "no conversions; was ram_block_attributes_state_change traced?";
    }
    var rules = counts(byRule, "%,d by %s");
    var text = new StringBuilder("%s: %s".formatted(Counts.of(count, "conversion"), rules));
    if (late > 0) {
      text.append("; %,d too late for a window".formatted(late));
    }
    if (corrected > 0) {
      text.append("; the block of %,d is not certain after all".formatted(corrected));
    }
    if (!refused.isEmpty()) {
      text.append("\n  refused: ").append(counts(refused, "%,d %s"));
    }
    for (var block : shared) {
      text.append(
          "\n  %s: %s shared at the end, %s"
              .formatted(
                  block.block(),
                  Counts.of(block.sharedBytes() >> 12, "page"),
                  Counts.of(block.splitFrames(), "split frame")));
    }
    return text.toString();
  }

  private static String counts(Map<String, Long> counts, String each) {
    return counts.entrySet().stream()
        .map(one -> each.formatted(one.getValue(), one.getKey()))
        .collect(Collectors.joining(", "));
  }

  /**
   * Which events the trace should have had, for RAM blocks to be found; empty if it has all.
   *
   * @param inDefinitions those that the definitions lack
   */
  String missing(List<String> inDefinitions) {
    var all = new TreeSet<>(missing);
    all.addAll(inDefinitions);
    if (all.isEmpty()) {
      return "";
    }
    var text = "the trace has no " + MissingEvents.advice(all);
    return inDefinitions.isEmpty()
        ? text
        : text + " (the definitions do not have %s)".formatted(String.join(", ", inDefinitions));
  }
}
