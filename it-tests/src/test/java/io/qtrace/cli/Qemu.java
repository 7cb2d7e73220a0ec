package io.qtrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real QEMU (Debian: qemu-system-x86) without KVM that boots its firmware, waits for a disk for
 * ever, and traces the interrupts of its timer meanwhile.
 */
final class Qemu implements AutoCloseable {

  static final String EVENT = "pic_set_irq";

  private static final Path PROGRAM = Path.of("/usr/bin/qemu-system-x86_64");

  private final Process process;

  private Qemu(Process process) {
    this.process = process;
  }

  static void assumeInstalled() {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM),
        PROGRAM + " is missing; Debian: apt-get install qemu-system-x86");
  }

  /**
   * @param log written anew; its QMP socket is beside it
   */
  static Qemu start(Path log) throws IOException {
    var command =
        List.of(
            PROGRAM.toString(),
            "-accel",
            "tcg",
            "-machine",
            "pc",
            "-m",
            "32",
            "-display",
            "none",
            "-nodefaults",
            "-monitor",
            "none",
            "-serial",
            "none",
            "-msg",
            "timestamp=on",
            "-trace",
            EVENT,
            "-name",
            "vm-7",
            "-qmp",
            "unix:%s,server=on,wait=off".formatted(log.resolveSibling("vm-7.qmp")),
            "-D",
            log.toString());
    return new Qemu(new ProcessBuilder(command).inheritIO().start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
