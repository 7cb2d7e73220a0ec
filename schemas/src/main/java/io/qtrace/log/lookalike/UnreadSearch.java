package io.qtrace.log.lookalike;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.qtrace.bytes.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for parts of a log that are no text, by its lines that are no events. Consoles print
 * control characters, and guests text of any encoding; so it takes the first bytes of a known
 * format, or both in one place, or many short pieces with NULs between. Not thread-safe.
 */
final class UnreadSearch {

  /** Of no text: gzip, zstd, xz, lz4, zip, PNG, ELF, a simple trace or erased flash. */
  private static final List<byte[]> BEGINNINGS =
      List.of(
          beginning("\u001f\u008b\b"),
          beginning("(\u00b5/\u00fd"),
          beginning("\u00fd7zXZ"),
          beginning("\u0004\"M\u0018"),
          beginning("PK\u0003\u0004"),
          beginning("\u0089PNG"),
          beginning("\u007fELF"),
          beginning("\u00ff".repeat(8)));

  /** Of each byte, whether one of them begins with it. */
  private static final boolean[] FIRST = firstBytes();

  /** So many characters with a NUL behind each are of text that has two bytes for each. */
  private static final int WIDE_PAIRS = 16;

  /** So many bytes that no console prints, and so many that are not UTF-8, and one of so many. */
  private static final int CONTROLS = 4;

  private static final int MALFORMED = 12;
  private static final int BYTES_FOR_EACH = 5;

  /** So many pieces of at most so many bytes with a few NULs behind each. */
  private static final int FRAGMENTS = 64;

  private static final int FRAGMENT_BYTES = 8;
  private static final int GAP_NULS = 16;

  /** A line of so many bytes that has no control character is text. */
  private static final int TEXT_BYTES = 40;

  /** A newline, perhaps behind a carriage return, may be between two lines. */
  private static final int LINE_END_BYTES = 2;

  private int lastFrom;
  private int lastTo = -1;
  private int runFrom;
  private int runBytes;
  private int controls;
  private int malformed;
  private int fragments;
  private int pairs;

  private static byte[] beginning(String bytes) {
    return bytes.getBytes(ISO_8859_1);
  }

  private static boolean[] firstBytes() {
    var first = new boolean[1 << Byte.SIZE];
    for (byte[] beginning : BEGINNINGS) {
      first[beginning[0] & 0xff] = true;
    }
    return first;
  }

  /** Takes a line; answers what it ends a search with, null if it is still text. */
  @Nullable UnreadPart look(byte[] b, int from, int to) {
    if (hasBeginning(b, from, to)) {
      runFrom = from;
      return UnreadPart.BINARY;
    }
    count(b, from, to);
    if (pairs == WIDE_PAIRS) {
      return UnreadPart.UTF_16;
    }
    boolean isDense = (controls + malformed) * BYTES_FOR_EACH >= runBytes;
    return fragments == FRAGMENTS || (controls >= CONTROLS && malformed >= MALFORMED && isDense)
        ? UnreadPart.BINARY
        : null;
  }

  /** Where it begins, in the buffer of the line that was taken last. */
  int from() {
    return runFrom;
  }

  private static boolean hasBeginning(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (FIRST[b[i] & 0xff] && isBeginning(b, i, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBeginning(byte[] b, int at, int to) {
    for (byte[] beginning : BEGINNINGS) {
      if (Words.startsWith(b, at, to, beginning)) {
        return true;
      }
    }
    return false;
  }

  private void count(byte[] b, int from, int to) {
    int controlsBefore = controls;
    boolean isFurther = from >= lastTo && from - lastTo <= LINE_END_BYTES && lastTo >= 0;
    if (!isFurther) {
      begin(from);
      controlsBefore = 0;
    }
    boolean isNuls = from < to && b[from] == 0;
    int bytesBefore = lastTo - lastFrom;
    if (isFurther && isNuls && from == lastTo && to - from < GAP_NULS && b[lastFrom] != 0) {
      fragments += bytesBefore <= FRAGMENT_BYTES ? 1 : 0;
      pairs += bytesBefore == 1 && to - from == 1 ? 1 : 0;
    } else if (to - from > LINE_END_BYTES) {
      pairs = 0;
    }
    countBytes(b, from, to);
    if (controls == controlsBefore && to - from >= TEXT_BYTES && !isNuls) {
      begin(to);
    }
    lastFrom = from;
    lastTo = to;
  }

  private void begin(int from) {
    runFrom = from;
    runBytes = 0;
    controls = 0;
    malformed = 0;
    fragments = 0;
    pairs = 0;
  }

  private void countBytes(byte[] b, int from, int to) {
    runBytes += to - from;
    for (int i = from; i < to; i++) {
      if (b[i] >= 0) {
        controls += isOfNoConsole(b[i]) ? 1 : 0;
      } else {
        int more = following(b, i, to);
        malformed += more == 0 ? 1 : 0;
        i += more;
      }
    }
  }

  /** Those that move, colour and choose character sets, start and stop, are of consoles. */
  private static boolean isOfNoConsole(byte b) {
    return (b > 0 && b < 7) || b == 16 || b == 18 || (b > 19 && b < 32 && b != 24 && b != 27);
  }

  /** How many bytes of a character of UTF-8 follow its first; 0 if it is none. */
  private static int following(byte[] b, int first, int to) {
    int lead = b[first] & 0xff;
    int more =
        lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (lead < 0xc2 || first + more >= to) {
      return 0;
    }
    for (int i = first + 1; i <= first + more; i++) {
      if ((b[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return more;
  }
}
