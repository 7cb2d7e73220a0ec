package io.qtrace.cli.inspect;

import io.qtrace.cli.conversions.ConversionReader;
import io.qtrace.cli.inspect.survey.Survey;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MissingEvents;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.transcode.Origin;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Whether the page conversions of a confidential VM find their RAM blocks.
 *
 * @param conversions state changes in the trace
 * @param attributed those whose RAM block was found
 * @param advice which events are missing for that, and the options of QEMU to add; empty if none is
 */
record ConversionOutlook(long conversions, long attributed, String advice) {

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("1h"), Duration.ofSeconds(5));

  /** Reads a whole trace that has events about memory. */
  static ConversionOutlook of(TraceBytes trace, TraceFormat format, Candidate known)
      throws IOException {
    var found = new Found();
    var check = new EventCheck(known.definitions(), known.name());
    var reader = new ConversionReader(new Origin("", "", 0, 0), SETTINGS, found, check);
    reader.read(trace, format, 0, read -> {});
    found.missing.addAll(reader.missingInDefinitions());
    return new ConversionOutlook(found.conversions, found.attributed, found.advice());
  }

  /** Whether a trace has anything to do with conversions. */
  static boolean concerns(Survey survey) {
    return MissingEvents.OF_CONVERSIONS.stream().anyMatch(event -> survey.count(event) > 0);
  }

  /** Counts, and keeps no windows. */
  private static final class Found implements Results {

    private final Collection<String> missing = new TreeSet<>();
    private long conversions;
    private long attributed;

    @Override
    public void conversion(Conversion conversion, long position) {
      if (conversion.getCorrects() == null) {
        conversions++;
        attributed += conversion.getBlock() == null ? 0 : 1;
      } else if (conversion.getBlock() == null) {
        attributed--;
      }
    }

    @Override
    public void late(Conversion conversion, Late why) {}

    @Override
    public void refused(RefusedConversion refused) {}

    @Override
    public void block(RamBlockConversions window) {}

    @Override
    public void vm(ConversionRollup window, Latencies latencies) {
      missing.addAll(MissingEvents.parse(window.getMissingEvents()));
    }

    private String advice() {
      if (conversions == 0) {
        missing.add(MissingEvents.CHANGES);
      }
      return missing.isEmpty() ? "" : "the trace has no " + MissingEvents.advice(missing);
    }
  }
}
