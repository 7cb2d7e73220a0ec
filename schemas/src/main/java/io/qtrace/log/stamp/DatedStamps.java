package io.qtrace.log.stamp;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.raw.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stamps that have a blank where ISO-8601 has a T. Not thread-safe. */
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

  private long inZone(byte[] b, int from, int to, long ns) {
    boolean isNamed = b[from] != '+' && b[from] != '-';
    boolean isUtc = to - from == 3 && b[from] == 'U' && b[from + 1] == 'T' && b[from + 2] == 'C';
    if (isUtc) {
      return ns;
    }
    if (isNamed || Words.digitsEnd(b, from + 1, to) != to || to - from > 5) {
      var local = LocalDateTime.ofEpochSecond(ns / NS_PER_SECOND, 0, ZoneOffset.UTC);
      return local.atZone(localZone).toEpochSecond() * NS_PER_SECOND + ns % NS_PER_SECOND;
    }
    int hoursTo = Math.min(to, from + 3);
    long minutes = Words.decimal(b, from + 1, hoursTo) * 60 + Words.decimal(b, hoursTo, to);
    return ns - (b[from] == '+' ? minutes : -minutes) * 60 * NS_PER_SECOND;
  }
}
