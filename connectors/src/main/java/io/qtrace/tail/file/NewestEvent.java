package io.qtrace.tail.file;

import io.qtrace.source.chunk.ChunkCutter;
import io.qtrace.source.chunk.ChunkCutter.Ending;
import java.io.IOException;
import java.util.OptionalLong;

/** The time of the newest event near the end of a simple trace. */
public final class NewestEvent {

  private NewestEvent() {}

  /**
   * @param buffer to read into
   * @return by the trace's own clock; empty if no event was found
   */
  public static OptionalLong of(TailedBytes bytes, byte[] buffer) throws IOException {
    var cutter = ChunkCutter.simple(buffer.length);
    long end = bytes.size();
    long begin = Math.max(0, end - buffer.length);
    if (begin > 0) {
      cutter.learn(buffer, 0, (int) Math.min(begin, bytes.read(0, buffer)));
    }
    int to = bytes.read(begin, buffer);
    var newest = OptionalLong.empty();
    int at = 0;
    while (cutter.fill(buffer, at, to, Ending.END) || cutter.lengthBytes() > 0) {
      var chunk = cutter.take(buffer, at, begin + at);
      newest = later(newest, chunk.newestEventNs());
      at += chunk.bytes().length;
    }
    return newest;
  }

  private static OptionalLong later(OptionalLong a, OptionalLong b) {
    return a.isEmpty() || (b.isPresent() && b.getAsLong() > a.getAsLong()) ? b : a;
  }
}
