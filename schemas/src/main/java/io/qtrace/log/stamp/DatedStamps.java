package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.raw.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stamps that have a blank where ISO-8601 has a T, or brackets around. Not thread-safe. */
public final class DatedStamps {

  private static final int DATE_LENGTH = 10;
  private static final int SECOND_LENGTH = 19;
  private static final int MAX_BYTES = 40;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final ZoneId localZone;
  private final IsoStamp iso = new IsoStamp();
  private final byte[] copy = new byte[MAX_BYTES + Long.BYTES];

  public DatedStamps(LogOptions options) {
    localZone = options.syslogZone();
  }

  /** {@code 2026-11-22 17:04:10.965+0000: } of libvirt: virFormatTimestamp in virtime.c. */
  public int libvirt(byte[] b, int at, int end, Heading heading) {
    if (end - at < SECOND_LENGTH + 7 || b[at + DATE_LENGTH] != ' ') {
      return -1;
    }
    int length = Math.min(MAX_BYTES, end - at);
    System.arraycopy(b, at, copy, 0, length);
    copy[DATE_LENGTH] = 'T';
    int to = iso.read(copy, 0, length);
    boolean isStamp = to >= 0 && end - at - to >= 2 && b[at + to] == ':' && b[at + to + 1] == ' ';
    if (!isStamp) {
      return -1;
    }
    heading.mark(Heading.Form.NONE, Clock.REALTIME, iso.epochNs);
    return heading.carry(at + to + 2, 0, false);
  }

  /**
   * {@code Sun 2026-11-22 17:04:10 UTC } of {@code journalctl -o short-full}. A zone that has a
   * name other than UTC is the host's, as in traditional syslog stamps.
   */
  public int shortFull(byte[] b, int at, int end, Heading heading) {
    int date = at + 4;
    if (end - date < SECOND_LENGTH + 5 || b[at + 3] != ' ' || b[date + DATE_LENGTH] != ' ') {
      return -1;
    }
    int timeTo = Words.indexOf(b, date + SECOND_LENGTH, Math.min(end, date + 30), (byte) ' ');
    int zoneTo = Words.indexOf(b, timeTo + 1, Math.min(end, timeTo + 8), (byte) ' ');
    if (zoneTo >= end || b[timeTo] != ' ' || b[zoneTo] != ' ' || zoneTo - timeTo < 3) {
      return -1;
    }
    int length = timeTo - date;
    System.arraycopy(b, date, copy, 0, length);
    copy[DATE_LENGTH] = 'T';
    copy[length] = 'Z';
    if (iso.read(copy, 0, length + 1) != length + 1) {
      return -1;
    }
    return heading.stamp(zoneTo + 1, Clock.REALTIME, inZone(b, timeTo + 1, zoneTo, iso.epochNs));
  }

  /**
   * {@code [2026-11-22 17:04:10] }, with a T, a fraction and a zone or without, as loggers and
   * {@code ts} write it. Without a zone it is the host's time, as in traditional syslog stamps.
   */
  public int bracketed(byte[] b, int at, int end, Heading heading) {
    if (at >= end || b[at] != '[') {
      return -1;
    }
    int close = Words.indexOf(b, at, Math.min(end, at + MAX_BYTES), (byte) ']');
    int length = close - at - 1;
    if (close + 1 >= end || b[close] != ']' || b[close + 1] != ' ' || length < SECOND_LENGTH) {
      return -1;
    }
    System.arraycopy(b, at + 1, copy, 0, length);
    copy[DATE_LENGTH] = copy[DATE_LENGTH] == ' ' ? (byte) 'T' : copy[DATE_LENGTH];
    int zone = at + 1 + fractionEnd(length);
    zone = b[zone] == ' ' ? zone + 1 : zone;
    long ns = b[zone] == ']' ? local(length) : zoned(b, zone, close);
    return ns < 0 ? -1 : heading.stamp(close + 2, Clock.REALTIME, ns);
  }

  /** Behind the fraction of the stamp in {@link #copy}, if it has one, else behind its seconds. */
  private int fractionEnd(int length) {
    boolean hasFraction =
        length > SECOND_LENGTH && (copy[SECOND_LENGTH] == '.' || copy[SECOND_LENGTH] == ',');
    return hasFraction ? Words.digitsEnd(copy, SECOND_LENGTH + 1, length) : SECOND_LENGTH;
  }

  /** The stamp in {@link #copy} with the zone that stands in {@code b}; -1 if it is none. */
  private long zoned(byte[] b, int zone, int close) {
    int to = fractionEnd(MAX_BYTES);
    if (b[zone] >= 'A' && b[zone] <= 'Y') {
      return local(to) < 0 ? -1 : inZone(b, zone, close, iso.epochNs);
    }
    System.arraycopy(b, zone, copy, to, close - zone);
    int length = to + close - zone;
    return iso.read(copy, 0, length) == length ? iso.epochNs : -1;
  }

  /** The stamp in {@link #copy} as the host's time; -1 if it is none. */
  private long local(int length) {
    copy[length] = 'Z';
    return iso.read(copy, 0, length + 1) == length + 1 ? inHostsZone(iso.epochNs) : -1;
  }

  private long inZone(byte[] b, int from, int to, long ns) {
    boolean isNamed = b[from] != '+' && b[from] != '-';
    boolean isUtc = to - from == 3 && b[from] == 'U' && b[from + 1] == 'T' && b[from + 2] == 'C';
    if (isUtc) {
      return ns;
    }
    if (isNamed || Words.digitsEnd(b, from + 1, to) != to || to - from > 5) {
      return inHostsZone(ns);
    }
    int hoursTo = Math.min(to, from + 3);
    long minutes = Words.decimal(b, from + 1, hoursTo) * 60 + Words.decimal(b, hoursTo, to);
    return ns - (b[from] == '+' ? minutes : -minutes) * 60 * NS_PER_SECOND;
  }

  private long inHostsZone(long ns) {
    var local = LocalDateTime.ofEpochSecond(ns / NS_PER_SECOND, 0, ZoneOffset.UTC);
    return local.atZone(localZone).toEpochSecond() * NS_PER_SECOND + ns % NS_PER_SECOND;
  }
}
