package io.qtrace.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * A baseline for log lines: written by hand for those of one event, and checks next to nothing.
 * Writes the same values as the typed event has, but for host and VM.
 */
final class HandWritten {

  static final String EVENT = "kvm_convert_memory";

  private static final byte[] START = (EVENT + " start 0x").getBytes(US_ASCII);
  private static final byte[] SIZE = " size 0x".getBytes(US_ASCII);
  private static final int STAMP_BYTES = "2026-07-01T12:00:00.000017Z ".length();
  private static final byte[] DIGITS = digits();

  private final byte[] out = new byte[4096];
  private int end;

  private static byte[] digits() {
    var digits = new byte[256];
    Arrays.fill(digits, (byte) -1);
    for (int value = 0; value < 16; value++) {
      digits[Character.forDigit(value, 16)] = (byte) value;
    }
    return digits;
  }

  /** Those of a log's lines that it reads. */
  static byte[] linesOf(byte[] log) {
    var lines = new ByteArrayOutputStream();
    for (var line : new String(log, StandardCharsets.UTF_8).split("(?<=\n)", -1)) {
      if (line.startsWith(EVENT + " ", STAMP_BYTES)) {
        lines.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return lines.toByteArray();
  }

  /** Returns how many bytes the values of all lines have together. */
  long read(byte[] lines) {
    long written = 0;
    for (int at = 0; at < lines.length; ) {
      at = readLine(lines, at);
      written += end;
    }
    return written;
  }

  private int readLine(byte[] b, int from) {
    long days =
        LocalDate.of(two(b, from) * 100 + two(b, from + 2), two(b, from + 5), two(b, from + 8))
            .toEpochDay();
    long seconds =
        days * 86_400 + two(b, from + 11) * 3600L + two(b, from + 14) * 60L + two(b, from + 17);
    long micros = two(b, from + 20) * 10_000L + two(b, from + 22) * 100L + two(b, from + 24);
    end = 5;
    put(seconds * 1_000_000_000 + micros * 1000);
    put(0);
    int at = hex(b, behind(b, from + STAMP_BYTES, START));
    at = hex(b, behind(b, at, SIZE)) + 1;
    int to = at;
    while (b[to] != '\n') {
      to++;
    }
    put(to - at);
    System.arraycopy(b, at, out, end, to - at);
    end += to - at;
    return to + 1;
  }

  private static int two(byte[] b, int at) {
    return b[at] * 10 + b[at + 1] - '0' * 11;
  }

  private static int behind(byte[] b, int at, byte[] literal) {
    if (!Arrays.equals(b, at, at + literal.length, literal, 0, literal.length)) {
      throw new IllegalStateException("not a line of " + EVENT);
    }
    return at + literal.length;
  }

  private int hex(byte[] b, int from) {
    long value = 0;
    int at = from;
    for (int digit = DIGITS[b[at] & 0xff]; digit >= 0; digit = DIGITS[b[at] & 0xff]) {
      value = value << 4 | digit;
      at++;
    }
    put(value);
    return at;
  }

  private void put(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out[end++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[end++] = (byte) rest;
  }
}
