package io.qtrace.simulator.qemu;

import io.qtrace.render.GrowableBytes;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes time stamps; the text of the second is kept, since many events have the same. */
final class Stamps {

  private static final long SECOND_NS = 1_000_000_000L;
  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private long second = Long.MIN_VALUE;
  private byte[] text = {};

  /** {@code 2026-01-01T00:00:00.000001}: with a fraction of six digits, or none if it is 0. */
  void iso(long wallNs, GrowableBytes out) {
    putSecond(Math.floorDiv(wallNs, SECOND_NS), out);
    long micros = Math.floorMod(wallNs, SECOND_NS) / 1000;
    if (micros != 0) {
      fraction(micros, out);
    }
  }

  /** The same, with a fraction in any case. */
  void isoWithFraction(long wallNs, GrowableBytes out) {
    putSecond(Math.floorDiv(wallNs, SECOND_NS), out);
    fraction(Math.floorMod(wallNs, SECOND_NS) / 1000, out);
  }

  /** {@code 1767225600.000001}. */
  void counted(long wallNs, GrowableBytes out) {
    out.putDecimal(Math.floorDiv(wallNs, SECOND_NS));
    fraction(Math.floorMod(wallNs, SECOND_NS) / 1000, out);
  }

  private void putSecond(long now, GrowableBytes out) {
    if (now != second) {
      second = now;
      text =
          LocalDateTime.ofEpochSecond(now, 0, ZoneOffset.UTC)
              .format(TO_THE_SECOND)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
    out.put(text);
  }

  private static void fraction(long micros, GrowableBytes out) {
    out.put('.');
    for (long unit = 100_000; unit > 0; unit /= 10) {
      out.put('0' + (int) (micros / unit % 10));
    }
  }
}
