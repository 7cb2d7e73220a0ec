package io.qtrace.conversion.window;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Windows of one length. A window begins at every multiple of {@code advanceMs} since the epoch, so
 * that the windows of all VMs begin together.
 *
 * @param advanceMs equal to the size: windows follow each other (tumbling); less: they overlap
 *     (hopping)
 */
public record WindowSpec(long sizeMs, long advanceMs) {

  /** An event belongs to as many windows as fit; more cost more than they tell. */
  private static final int MAX_OVERLAP = 60;

  private static final Pattern TEXT = Pattern.compile("([0-9a-z]+)(?:/([0-9a-z]+))?");
  private static final Pattern DURATION = Pattern.compile("(?:\\d{1,6}(?:ms|[smhd]))+");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhd])");
  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", 86_400_000),
          new Unit("h", 3_600_000),
          new Unit("m", 60_000),
          new Unit("s", 1000),
          new Unit("ms", 1));

  private record Unit(String text, long ms) {}

  public WindowSpec {
    if (sizeMs <= 0 || advanceMs <= 0 || advanceMs > sizeMs || sizeMs % advanceMs != 0) {
      throw new IllegalArgumentException(
          "a window of %d ms can not advance by %d ms; the size has to be a multiple of it"
              .formatted(sizeMs, advanceMs));
    }
    if (sizeMs / advanceMs > MAX_OVERLAP) {
      throw new IllegalArgumentException(
          "%d windows would overlap; at most %d may".formatted(sizeMs / advanceMs, MAX_OVERLAP));
    }
  }

  /**
   * Reads {@code 10s}, {@code 1m} (tumbling) or {@code 1m/10s} (a minute, every ten seconds).
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static WindowSpec parse(String text) {
    var matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a window such as 10s, 1m, or 1m/10s for one every 10 s");
    }
    long size = millis(matcher.group(1));
    var advance = matcher.group(2);
    return new WindowSpec(size, advance == null ? size : millis(advance));
  }

  /**
   * Reads several, with commas between them.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static List<WindowSpec> parseAll(String text) {
    var specs = new ArrayList<WindowSpec>();
    for (var one : text.split(",", -1)) {
      specs.add(parse(one));
    }
    if (specs.stream().map(WindowSpec::sizeMs).distinct().count() < specs.size()) {
      throw new IllegalArgumentException("'" + text + "' has two windows of one length");
    }
    return List.copyOf(specs);
  }

  private static long millis(String text) {
    if (!DURATION.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration such as 10s, 5m or 1h");
    }
    long sum = 0;
    for (var parts = PART.matcher(text); parts.find(); ) {
      var unit = parts.group(2);
      long unitMs = UNITS.stream().filter(u -> u.text.equals(unit)).findFirst().orElseThrow().ms;
      sum += Long.parseLong(parts.group(1)) * unitMs;
    }
    return sum;
  }

  /** Start of the last window that an event of this time belongs to. */
  long lastStart(long epochMs) {
    return Math.floorDiv(epochMs, advanceMs) * advanceMs;
  }

  /** What results call it, and what {@link #parse} reads: {@code 10s}, {@code 1m/10s}. */
  public String name() {
    return advanceMs == sizeMs ? text(sizeMs) : text(sizeMs) + "/" + text(advanceMs);
  }

  /** In the largest units that fit, as alerts and gauges print lengths: {@code 1m30s}. */
  private static String text(long ms) {
    var text = new StringBuilder();
    long left = ms;
    for (var unit : UNITS) {
      long amount = left / unit.ms;
      left -= amount * unit.ms;
      text.append(amount == 0 ? "" : amount + unit.text);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return name();
  }
}
