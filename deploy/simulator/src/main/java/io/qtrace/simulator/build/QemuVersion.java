package io.qtrace.simulator.build;

import io.qtrace.simulator.event.TracePoint;
import java.util.Optional;
import java.util.stream.Stream;

/** A version of QEMU: what it can trace, and how its log looks with {@code -msg timestamp=on}. */
public enum QemuVersion {
  V7_2("7.2", LogPrefix.tid),
  V10_0("10.0", LogPrefix.tid),
  V10_2("10.2", LogPrefix.iso),
  V11_0("11.0", LogPrefix.iso);

  private final String text;
  private final LogPrefix prefix;

  QemuVersion(String text, LogPrefix prefix) {
    this.text = text;
    this.prefix = prefix;
  }

  public String text() {
    return text;
  }

  /** Of its log lines. */
  public LogPrefix prefix() {
    return prefix;
  }

  boolean has(TracePoint point) {
    return switch (point) {
      case CONVERT_MEMORY, MAP_GPA_RANGE, MEMORY_FAULT -> isConfidential();
      case STATE_CHANGE -> compareTo(V10_2) >= 0; // from 10.1 on
      case DISCARD_RANGE -> this != V11_0;
      case DISCARD_SHARED_RANGE, RESET_VMFD -> this == V11_0;
      default -> true;
    };
  }

  /** Whether guests' memory can be private, and be converted. */
  public boolean isConfidential() {
    return this != V7_2;
  }

  /** Whether confidential guests can be reset without another process. */
  public boolean resetsInPlace() {
    return has(TracePoint.RESET_VMFD);
  }

  public static Optional<QemuVersion> of(String text) {
    return Stream.of(values()).filter(version -> version.text.equals(text)).findFirst();
  }
}
