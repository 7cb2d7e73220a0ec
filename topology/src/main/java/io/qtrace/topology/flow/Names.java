package io.qtrace.topology.flow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names that a producer gave: of VMs, hosts and sources. They become keys of records and of state,
 * so no longer one than {@link #MAX_BYTES} gets any further; its digest stands for it.
 */
public final class Names {

  /** A UUID has 36, a host's name 253 at most. */
  public static final int MAX_BYTES = 512;

  private Names() {}

  /** The name, or its digest if it is too long. */
  public static byte[] bounded(byte[] name) {
    return name.length <= MAX_BYTES
        ? name
        : ("sha256-" + digest(name)).getBytes(StandardCharsets.US_ASCII);
  }

  /** SHA-256, 64 lower-case hexadecimal digits. */
  public static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
