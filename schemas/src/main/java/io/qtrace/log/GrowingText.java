package io.qtrace.log;

import io.qtrace.bytes.Words;
import io.qtrace.raw.RawRecordHandler;
import java.util.Arrays;

/** A text that is put together. Not thread-safe. */
final class GrowingText {

  private byte[] bytes = new byte[1024];
  private int length;

  /** Holds the text from 0 on. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void set(byte[] b, int from, int end) {
    clear();
    add(b, from, end);
  }

  void add(byte[] b, int from, int end) {
    ensureRoom(end - from);
    System.arraycopy(b, from, bytes, length, end - from);
    length += end - from;
  }

  void add(byte b) {
    ensureRoom(1);
    bytes[length++] = b;
  }

  /** A copy of the text to read lines of, which nothing follows. */
  Input input(RawRecordHandler handler) {
    return new Input(Arrays.copyOf(bytes, length + Words.SLACK), length, true, handler);
  }

  private void ensureRoom(int more) {
    if (bytes.length < length + more + Words.SLACK) {
      bytes = Arrays.copyOf(bytes, 2 * (length + more) + Words.SLACK);
    }
  }
}
