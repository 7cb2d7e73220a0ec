package io.qtrace.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A simple trace of {@code balloon_event}s of the built-in definitions; {@code addr} counts. */
final class BalloonTrace {

  private static final int EVENT_BYTES = 48;
  private static final String NAME = "balloon_event";

  private BalloonTrace() {}

  static byte[] bytes(int events) {
    var name = NAME.getBytes(StandardCharsets.US_ASCII);
    var out =
        ByteBuffer.wrap(new byte[24 + 20 + name.length + events * EVENT_BYTES])
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    out.putLong(0).putLong(0).putInt(name.length).put(name);
    for (int i = 0; i < events; i++) {
      out.putLong(1).putLong(0).putLong(1_000_000L * i).putInt(40).putInt(4711);
      out.putLong(0xffff_8000_0000_0000L).putLong(i);
    }
    var bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    return Files.write(file, bytes);
  }
}
