package io.qtrace.tail;

import io.qtrace.source.ChunkCutter;
import io.qtrace.source.ChunkCutter.Ending;
import java.io.IOException;
import java.util.OptionalLong;

/** The time of the newest event near the end of a simple trace. */
final class NewestEvent {

  private NewestEvent() {}

  /**
   * @param buffer to read into
   * @return by the trace's own clock; empty if no event was found
   */
  static OptionalLong of(TailedBytes bytes, byte[] buffer) throws IOException {
    var cutter = ChunkCutter.simple(buffer.length);
    long end = bytes.size();
    long begin = Math.max(0, end - buffer.length);
    if (begin > 0) {
      cutter.learn(buffer, 0, (int) Math.min(begin, bytes.read(0, buffer)));
    }
    int to = bytes.read(begin, buffer);
    cutter.fill(buffer, 0, to, Ending.END);
    return cutter.take(buffer, 0, begin).newestEventNs();
  }
}
