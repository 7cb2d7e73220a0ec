package io.qtrace.alert.cel;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people like to read them: {@code 12,345}, {@code 0.0123}, {@code 1.5 GiB}. */
final class HumanText {

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private HumanText() {}

  static String of(@Nullable Object value) {
    if (value instanceof Long number) {
      return String.format(Locale.ROOT, "%,d", number);
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof Duration duration) {
      return duration(duration);
    }
    return String.valueOf(value);
  }

  /** From 100 on without a fraction, below with three significant digits. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    var rounded = BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  /** {@code 1h30m}, {@code 1.5s}. */
  private static String duration(Duration value) {
    return value.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** In binary units, {@code 1.5 GiB}. */
  static String bytes(double bytes) {
    int unit = 0;
    double scaled = bytes;
    while (Math.abs(scaled) >= 1024 && unit < UNITS.size() - 1) {
      scaled /= 1024;
      unit++;
    }
    return number(scaled) + " " + UNITS.get(unit);
  }
}
