package io.qtrace.topology.setting;

import io.qtrace.definition.Definitions;
import io.qtrace.text.Reasons;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Reads {@code definitions.default}. */
final class DefinitionsText {

  static final String SYSTEM = "system";

  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private DefinitionsText() {}

  /** Decompressed, if it is gzip; zstd is none of the JDK's. */
  private static byte[] text(byte[] bytes) throws IOException {
    if (beginsWith(bytes, ZSTD)) {
      throw new IOException("it is compressed with zstd; unpack it with 'zstd -d' first");
    }
    if (!beginsWith(bytes, GZIP)) {
      return bytes;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static boolean beginsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  static Definitions read(String file) {
    if (file.equals(SYSTEM)) {
      return Definitions.system();
    }
    try {
      return Definitions.parseNamed(file, text(Files.readAllBytes(Path.of(file))));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read %s: %s".formatted(file, Reasons.of(e)), e);
    }
  }
}
