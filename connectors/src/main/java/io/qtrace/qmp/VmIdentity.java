package io.qtrace.qmp;

import java.util.OptionalLong;

/**
 * Who a QEMU says it is.
 *
 * @param name of {@code -name}; empty if it has none
 * @param uuid of {@code -uuid}; empty if it has none
 * @param version such as {@code 10.2.2 (Debian 1:10.2.2+ds-1)}
 * @param pid of the process, as it sees itself; empty if that cannot be told
 */
public record VmIdentity(String name, String uuid, String version, OptionalLong pid) {

  /** For logs. */
  @Override
  public String toString() {
    var process = pid.isPresent() ? "pid " + pid.getAsLong() : "pid not known";
    return "QEMU %s, VM '%s', %s".formatted(version, name, process);
  }
}
