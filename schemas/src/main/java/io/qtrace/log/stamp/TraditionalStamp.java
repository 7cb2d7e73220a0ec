package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.LogOptions;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * Reads the stamps of RFC 3164, {@code Nov 22 17:10:38}, with the fraction that journalctl can add.
 * They have neither year nor zone, see {@link LogOptions}. Remembers the minute of the stamp
 * before.
 */
public final class TraditionalStamp {

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int MINUTE_LENGTH = 12;
  private static final int LENGTH = 15;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final long referenceSecond;
  private final int referenceYear;
  private final ZoneId zone;

  /** Of the stamp read last: nanoseconds since the epoch. */
  public long epochNs;

  private long monthAndDay;
  private int minute;
  private long minuteSecond = -1;

  public TraditionalStamp(LogOptions options) {
    referenceSecond = options.reference().getEpochSecond();
    zone = options.syslogZone();
    referenceYear = options.reference().atZone(zone).getYear();
  }

  /** Returns the position behind a stamp that begins at {@code at}, or -1. */
  public int read(byte[] b, int at, int end) {
    if (end - at < LENGTH || b[at + 3] != ' ' || b[at + 9] != ':' || b[at + 12] != ':') {
      return -1;
    }
    if (!isMinute(b, at) || Words.digitsEnd(b, at + 13, at + LENGTH) != at + LENGTH) {
      return -1;
    }
    long second = Words.decimal(b, at + 13, at + LENGTH);
    int to = at + LENGTH;
    long fractionNs = 0;
    if (to < end && b[to] == '.') {
      int digitsTo = Words.digitsEnd(b, to + 1, Math.min(end, to + 10));
      fractionNs = IsoStamp.fraction(b, to + 1, digitsTo);
      to = digitsTo;
    }
    epochNs = (minuteSecond + second) * NS_PER_SECOND + fractionNs;
    return second > 60 || fractionNs < 0 ? -1 : to;
  }

  private boolean isMinute(byte[] b, int at) {
    long first = Words.at(b, at);
    int second = (int) Words.INT.get(b, at + 8);
    if (first == monthAndDay && second == minute && minuteSecond >= 0) {
      return true;
    }
    long found = minuteSecond(b, at);
    if (found < 0) {
      return false;
    }
    monthAndDay = first;
    minute = second;
    minuteSecond = found;
    return true;
  }

  /** Seconds from the epoch to the minute that stands at {@code at}; -1 if none does. */
  private long minuteSecond(byte[] b, int at) {
    int month = month(b, at);
    int dayFrom = b[at + 4] == ' ' ? at + 5 : at + 4;
    boolean isMinute =
        month > 0
            && Words.digitsEnd(b, dayFrom, at + 6) == at + 6
            && b[at + 6] == ' '
            && Words.digitsEnd(b, at + 7, at + 9) == at + 9
            && Words.digitsEnd(b, at + 10, at + MINUTE_LENGTH) == at + MINUTE_LENGTH;
    if (!isMinute) {
      return -1;
    }
    int day = (int) Words.decimal(b, dayFrom, at + 6);
    int hour = (int) Words.decimal(b, at + 7, at + 9);
    return nearest(month, day, hour, (int) Words.decimal(b, at + 10, at + MINUTE_LENGTH));
  }

  private static int month(byte[] b, int at) {
    for (int month = 0; month < 12; month++) {
      if (b[at] == MONTHS.charAt(3 * month)
          && b[at + 1] == MONTHS.charAt(3 * month + 1)
          && b[at + 2] == MONTHS.charAt(3 * month + 2)) {
        return month + 1;
      }
    }
    return 0;
  }

  /** A day that none of the years has is no stamp: -1. */
  private long nearest(int month, int day, int hour, int minuteOfHour) {
    long best = -1;
    for (int year = referenceYear - 1; year <= referenceYear + 1; year++) {
      if (hour < 24 && minuteOfHour < 60 && YearMonth.of(year, month).isValidDay(day)) {
        long second =
            LocalDateTime.of(year, month, day, hour, minuteOfHour).atZone(zone).toEpochSecond();
        boolean isNearer = Math.abs(second - referenceSecond) < Math.abs(best - referenceSecond);
        best = best < 0 || isNearer ? second : best;
      }
    }
    return best;
  }
}
