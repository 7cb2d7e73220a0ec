package io.qtrace.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A simple trace of {@code balloon_event}s of the built-in definitions; {@code addr} counts. */
public final class BalloonTrace {

  private static final int EVENT_BYTES = 48;
  private static final byte[] NAME = "balloon_event".getBytes(StandardCharsets.US_ASCII);

  private BalloonTrace() {}

  /** A whole trace; its events are a millisecond apart. */
  public static byte[] bytes(int events) {
    var beginning = beginning();
    var out = ByteBuffer.allocate(beginning.length + events * EVENT_BYTES);
    out.put(beginning).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < events; i++) {
      putEvent(out, i, 1_000_000L * i);
    }
    return out.array();
  }

  /** What a trace begins with. */
  public static byte[] beginning() {
    var out = ByteBuffer.allocate(24 + 20 + NAME.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    out.putLong(0).putLong(0).putInt(NAME.length).put(NAME);
    return out.array();
  }

  /**
   * Events that continue a trace.
   *
   * @param timestampNs of all of them
   */
  public static byte[] events(long first, int count, long timestampNs) {
    var out = ByteBuffer.allocate(count * EVENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      putEvent(out, first + i, timestampNs);
    }
    return out.array();
  }

  private static void putEvent(ByteBuffer out, long number, long timestampNs) {
    out.putLong(1).putLong(0).putLong(timestampNs).putInt(40).putInt(4711);
    out.putLong(0xffff_8000_0000_0000L).putLong(number);
  }

  public static Path write(Path file, byte[] bytes) throws IOException {
    return Files.write(file, bytes);
  }
}
