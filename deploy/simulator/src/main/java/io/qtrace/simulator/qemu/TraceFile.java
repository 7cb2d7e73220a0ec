package io.qtrace.simulator.qemu;

import io.qtrace.bytes.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file that is written from its beginning, and what is told of it afterwards. */
final class TraceFile implements AutoCloseable {

  private final Path path;
  private final OutputStream out;
  private final MessageDigest digest;
  private long bytes;

  TraceFile(Path path) throws IOException {
    this.path = path;
    this.out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW);
    this.digest = Sha256.begin();
  }

  void write(byte[] b, int from, int to) throws IOException {
    out.write(b, from, to - from);
    digest.update(b, from, to - from);
    bytes += to - from;
  }

  Path path() {
    return path;
  }

  /** So far. */
  long bytes() {
    return bytes;
  }

  /** Closes it, and says what its bytes are. */
  String finish() throws IOException {
    out.close();
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
