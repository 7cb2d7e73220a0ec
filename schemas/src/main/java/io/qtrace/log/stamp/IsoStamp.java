package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.number.Digits;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads ISO-8601 stamps with a zone: {@code 2026-11-22T17:04:10.965564Z}, the fraction being
 * optional (glib leaves it out when it is 0) and of up to nine digits, the zone Z, +hh:mm or +hhmm.
 * Years 1970 to 2261, as far as nanoseconds go. Remembers the minute of the stamp before.
 */
public final class IsoStamp {

  private static final int MINUTE_LENGTH = 16;
  private static final int MICROS_LENGTH = 27;

  /** A minute can have a leap second. */
  private static final long MICROS_PER_MINUTE = 61_000_000;

  /** Around the six digits of a fraction, as a word. */
  private static final long POINT_AND_ZONE = '.' | (long) 'Z' << 56;

  private static final long POINT_AND_ZONE_MASK = 0xff000000000000ffL;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** Digits of {@code 2026-11-22T17:04} are where this has zeros. */
  private static final String SHAPE = "0000-00-00T00:00";

  /** Of the stamp read last: nanoseconds since the epoch. */
  public long epochNs;

  private long yearAndMonth;
  private long dayAndMinute;
  private long minuteNs = -1;

  /** Returns the position behind a stamp that begins at {@code at}, or -1. */
  public int read(byte[] b, int at, int end) {
    if (end - at < MINUTE_LENGTH + 4 || !isMinute(b, at)) {
      return -1;
    }
    long micros = end - at < MICROS_LENGTH ? -1 : micros(b, at);
    if (micros >= 0 && micros < MICROS_PER_MINUTE) {
      epochNs = minuteNs + micros * 1000;
      return at + MICROS_LENGTH;
    }
    return readAnyFraction(b, at, end);
  }

  /**
   * The microseconds behind the minute of a stamp that ends as {@code :10.965564Z}, or -1: seconds
   * and fraction are read as one number of eight digits.
   */
  private static long micros(byte[] b, int at) {
    long seconds = Words.at(b, at + MINUTE_LENGTH);
    long fraction = Words.at(b, at + MICROS_LENGTH - Long.BYTES);
    boolean isSeparated =
        (byte) seconds == ':' && (fraction & POINT_AND_ZONE_MASK) == POINT_AND_ZONE;
    long digits = (fraction << 8 & ~0xffffL) | (seconds >>> 8 & 0xffff);
    return isSeparated ? Digits.checkedEightDigits(digits) : -1;
  }

  /**
   * The seconds of a stamp whose minute is at {@code at}; -1 if there are none. 60 is a leap
   * second.
   */
  private static int second(byte[] b, int at) {
    int tens = b[at + 17] - '0';
    int ones = b[at + 18] - '0';
    boolean isSecond =
        b[at + 16] == ':'
            && tens >= 0
            && tens <= 6
            && ones >= 0
            && ones <= 9
            && tens * 10 + ones <= 60;
    return isSecond ? tens * 10 + ones : -1;
  }

  private int readAnyFraction(byte[] b, int at, int end) {
    int second = second(b, at);
    if (second < 0) {
      return -1;
    }
    int zone = at + 19;
    long fractionNs = 0;
    if (b[zone] == '.' || b[zone] == ',') {
      int digitsTo = Words.digitsEnd(b, zone + 1, Math.min(end, zone + 10));
      fractionNs = fraction(b, zone + 1, digitsTo);
      zone = digitsTo;
    }
    if (fractionNs < 0 || zone >= end) {
      return -1;
    }
    epochNs = minuteNs + second * NS_PER_SECOND + fractionNs;
    return b[zone] == 'Z' ? zone + 1 : offset(b, zone, end);
  }

  /** Nanoseconds of the digits behind a decimal point; -1 if there are none. */
  static long fraction(byte[] b, int from, int to) {
    if (from == to) {
      return -1;
    }
    long value = Words.decimal(b, from, to);
    for (int i = to - from; i < 9; i++) {
      value *= 10;
    }
    return value;
  }

  private int offset(byte[] b, int at, int end) {
    int colon = end - at > 3 && b[at + 3] == ':' ? 1 : 0;
    int to = at + 5 + colon;
    boolean isOffset =
        to <= end
            && (b[at] == '+' || b[at] == '-')
            && Words.digitsEnd(b, at + 1, to) == at + 3
            && Words.digitsEnd(b, at + 3 + colon, to) == to;
    if (colon == 0 && to <= end) {
      isOffset = (b[at] == '+' || b[at] == '-') && Words.digitsEnd(b, at + 1, to) == to;
    }
    if (!isOffset) {
      return -1;
    }
    long minutes = Words.decimal(b, at + 1, at + 3) * 60 + Words.decimal(b, at + 3 + colon, to);
    epochNs += (b[at] == '+' ? -minutes : minutes) * 60 * NS_PER_SECOND;
    return to;
  }

  private boolean isMinute(byte[] b, int at) {
    long first = Words.at(b, at);
    long second = Words.at(b, at + Long.BYTES);
    if (first == yearAndMonth && second == dayAndMinute && minuteNs >= 0) {
      return true;
    }
    long ns = minuteNs(b, at);
    if (ns < 0) {
      return false;
    }
    yearAndMonth = first;
    dayAndMinute = second;
    minuteNs = ns;
    return true;
  }

  /** Nanoseconds from the epoch to the minute that stands at {@code at}; -1 if none does. */
  private static long minuteNs(byte[] b, int at) {
    for (int i = 0; i < MINUTE_LENGTH; i++) {
      char shape = SHAPE.charAt(i);
      if (shape == '0' ? !Words.isDigit(b[at + i]) : b[at + i] != shape) {
        return -1;
      }
    }
    int year = (int) Words.decimal(b, at, at + 4);
    int month = (int) Words.decimal(b, at + 5, at + 7);
    int day = (int) Words.decimal(b, at + 8, at + 10);
    int hour = (int) Words.decimal(b, at + 11, at + 13);
    int minute = (int) Words.decimal(b, at + 14, at + 16);
    if (year < 1970 || year > 2261 || month < 1 || month > 12 || hour > 23 || minute > 59) {
      return -1;
    }
    if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
      return -1;
    }
    long hours = LocalDate.of(year, month, day).toEpochDay() * 24 + hour;
    return (hours * 60 + minute) * 60 * NS_PER_SECOND;
  }
}
