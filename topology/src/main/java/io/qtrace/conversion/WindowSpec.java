package io.qtrace.conversion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

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
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration such as 10s, 5m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> amount;
      case "s" -> Duration.ofSeconds(amount).toMillis();
      case "m" -> Duration.ofMinutes(amount).toMillis();
      default -> Duration.ofHours(amount).toMillis();
    };
  }

  /** Start of the last window that an event of this time belongs to. */
  long lastStart(long epochMs) {
    return Math.floorDiv(epochMs, advanceMs) * advanceMs;
  }

  @Override
  public String toString() {
    var size = Duration.ofMillis(sizeMs).toString().substring(2).toLowerCase(Locale.ROOT);
    return advanceMs == sizeMs
        ? size
        : size
            + "/"
            + Duration.ofMillis(advanceMs).toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
