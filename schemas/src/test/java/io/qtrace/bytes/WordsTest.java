package io.qtrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {

  /** Bytes near a newline, and those that are negative, are no ends. */
  private static final byte[] BYTES = {0, 1, 7, 9, '\n', 11, '\r', ' ', 'a', 127, -128, -1, -118};

  @Test
  void findsTheFirstNewlineOrNulWhereverItIs() {
    var random = new Random(7);
    for (int length = 0; length < 70; length++) {
      byte[] b = new byte[length];
      for (int i = 0; i < length; i++) {
        b[i] = BYTES[(random.nextInt(20) == 0 ? 0 : 1) * (1 + random.nextInt(BYTES.length - 1))];
        b[i] = b[i] == '\n' && random.nextInt(3) > 0 ? (byte) 'x' : b[i];
      }
      for (int from = 0; from <= length; from++) {
        int end = from;
        while (end < length && b[end] != 0 && b[end] != '\n') {
          end++;
        }
        assertThat(Words.textEnd(b, from, length)).isEqualTo(end);
      }
    }
  }
}
