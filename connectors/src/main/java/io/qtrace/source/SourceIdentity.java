package io.qtrace.source;

import io.qtrace.bytes.Sha256;
import io.qtrace.raw.RecordScanner;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Tells by its first bytes which trace of which VM a file is, whatever it is called and however
 * much it has grown since.
 *
 * <p>All simple traces of one QEMU binary begin with the same 200 KiB of mapping records: for them
 * the bytes go up to and including the first event, whose time stamp in nanoseconds is the file's
 * own. For logs they are the first {@value #LOG_BYTES}; a shorter log becomes another one when it
 * grows.
 */
final class SourceIdentity {

  static final int LOG_BYTES = 1 << 16;

  /** No binary maps so many events. */
  private static final int SIMPLE_BYTES = 1 << 22;

  private SourceIdentity() {}

  /**
   * @param in the source from its first byte (uncompressed); some of it is read
   * @return 32 hexadecimal digits
   */
  static String of(InputStream in, TraceFormat format, String vm) throws IOException {
    var head =
        switch (format) {
          case SIMPLE -> upToFirstEvent(in.readNBytes(SIMPLE_BYTES));
          case LOG -> in.readNBytes(LOG_BYTES);
        };
    var digest = Sha256.begin();
    digest.update(vm.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return HexFormat.of().formatHex(digest.digest(head), 0, 16);
  }

  private static byte[] upToFirstEvent(byte[] head) {
    var scanner = new RecordScanner();
    int at = 0;
    int end = scanner.next(head, at, head.length, true);
    while (end > at && scanner.unit() != RecordScanner.Unit.EVENT) {
      at = end;
      end = scanner.next(head, at, head.length, true);
    }
    return Arrays.copyOf(head, end);
  }
}
