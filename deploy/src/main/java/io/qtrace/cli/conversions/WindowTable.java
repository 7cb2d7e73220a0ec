package io.qtrace.cli.conversions;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.text.Counts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Windows as a table for people: a line per RAM block and window. */
public final class WindowTable implements WindowPrinter {

  private static final String HEAD =
      "%-24s %6s  %-18s %11s %9s %9s %10s %9s %11s %7s %11s %11s  %s%n"
          .formatted(
              "window start",
              "window",
              "RAM block",
              "conversions",
              "per s",
              "to shared",
              "to private",
              "ping-pong",
              "shared MiB",
              "split",
              "p99 shared",
              "p99 private",
              "complete");
  private static final double MIB = 1 << 20;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final OutputStream out;
  private boolean hasHead;

  public WindowTable(OutputStream out) {
    this.out = out;
  }

  @Override
  public void block(RamBlockConversions window) throws IOException {
    print(
        "%-24s %6s  %-18s %,11d %,9.1f %,9d %,10d %,9d %,11.1f %,7d %11s %11s  %s%n"
            .formatted(
                window.getWindowStart(),
                window.getWindow(),
                window.getBlock(),
                window.getCount(),
                window.getConversionsPerSecond(),
                window.getToShared(),
                window.getToPrivate(),
                window.getPingPongPages(),
                window.getSharedBytes() / MIB,
                window.getSplitFrames(),
                latency(window.getLatencyToSharedCount(), window.getLatencyToSharedP99Ns()),
                latency(window.getLatencyToPrivateCount(), window.getLatencyToPrivateP99Ns()),
                complete(window.getDroppedEvents(), window.getUnattributed())));
  }

  @Override
  public void vm(ConversionRollup window) throws IOException {
    var ofVm = ofVm(window);
    if (window.getUnattributed() > 0 || (window.getBlocks() == 0 && ofVm.isEmpty())) {
      withoutBlock("(unattributed)", window.getUnattributed(), window);
    }
    for (var what : ofVm.entrySet()) {
      withoutBlock("(%s)".formatted(what.getKey()), what.getValue(), window);
    }
  }

  /** What the VM has and no block, if there is any. */
  private static Map<String, Long> ofVm(ConversionRollup window) {
    var all = new LinkedHashMap<String, Long>();
    all.put("refused", window.getRefused());
    all.put("failed discards", window.getFailedDiscards());
    all.put("restarts", window.getRestarts());
    all.put("resets", window.getResets());
    all.put("stops", window.getStops());
    all.put("continues", window.getContinues());
    all.values().removeIf(count -> count == 0);
    return all;
  }

  private void withoutBlock(String what, long count, ConversionRollup window) throws IOException {
    long lengthMs = Duration.between(window.getWindowStart(), window.getWindowEnd()).toMillis();
    print(
        "%-24s %6s  %-18s %,11d %,9.1f %9s %10s %9s %11s %7s %11s %11s  %s%n"
            .formatted(
                window.getWindowStart(),
                window.getWindow(),
                what,
                count,
                count * 1000.0 / lengthMs,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                complete(window.getDroppedEvents(), window.getUnattributed())));
  }

  /** {@code 45 us} or {@code 1.2 ms}; a dash where no latency is known. */
  private static String latency(long count, long ns) {
    if (count == 0) {
      return "-";
    }
    return ns < NANOS_PER_MILLI
        ? String.format(Locale.ROOT, "%,d us", Math.round(ns / 1000.0))
        : String.format(Locale.ROOT, "%,.1f ms", ns / (double) NANOS_PER_MILLI);
  }

  private static String complete(long dropped, long unattributed) {
    var missing = new ArrayList<String>();
    if (dropped > 0) {
      missing.add("up to %s lost".formatted(Counts.of(dropped, "event")));
    }
    if (unattributed > 0) {
      missing.add(String.format(Locale.ROOT, "%,d unattributed", unattributed));
    }
    return missing.isEmpty() ? "yes" : "no: " + String.join(", ", missing);
  }

  private void print(String line) throws IOException {
    if (!hasHead) {
      hasHead = true;
      out.write(HEAD.getBytes(StandardCharsets.UTF_8));
    }
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
