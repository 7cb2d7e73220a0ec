package io.qtrace.topology.flow;

import io.qtrace.bytes.Sha256;
import java.nio.charset.StandardCharsets;

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
        : ("sha256-" + Sha256.of(name)).getBytes(StandardCharsets.US_ASCII);
  }
}
