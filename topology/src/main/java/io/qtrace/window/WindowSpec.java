package io.qtrace.window;

import io.qtrace.text.Durations;
import java.time.Duration;
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

  public WindowSpec {
    if (sizeMs <= 0 || advanceMs <= 0) {
      throw new IllegalArgumentException(
          "a window has to be longer than 0, and so has its advance");
    }
    if (advanceMs > sizeMs || sizeMs % advanceMs != 0) {
      throw new IllegalArgumentException(
          "a window of %d ms cannot advance by %d ms; the size has to be a multiple of it"
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
    return Durations.parse(text, "10s, 5m or 1h").toMillis();
  }

  /** Start of the last window that an event of this time belongs to. */
  public long lastStart(long epochMs) {
    return Math.floorDiv(epochMs, advanceMs) * advanceMs;
  }

  /** What results call it, and what {@link #parse} reads: {@code 10s}, {@code 1m/10s}. */
  public String name() {
    return advanceMs == sizeMs ? text(sizeMs) : text(sizeMs) + "/" + text(advanceMs);
  }

  /** As alerts and gauges print lengths. */
  private static String text(long ms) {
    return Durations.print(Duration.ofMillis(ms));
  }

  @Override
  public String toString() {
    return name();
  }
}
