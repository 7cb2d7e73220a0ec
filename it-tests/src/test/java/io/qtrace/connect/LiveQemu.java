package io.qtrace.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real QEMU without a guest but its firmware: an emulated machine with two memory backends, and a
 * log that trace events go to.
 */
final class LiveQemu implements AutoCloseable {

  static final String PROGRAM = "qemu-system-x86_64";

  private final Process process;

  private LiveQemu(Process process) {
    this.process = process;
  }

  /** Returns when its socket is there. */
  static LiveQemu start(String name, Path socket, Path log, int mib) throws IOException {
    Files.deleteIfExists(socket);
    var command = new ArrayList<>(List.of(PROGRAM, "-name", name, "-machine"));
    command.addAll(List.of("q35,memory-backend=mem0", "-accel", "tcg", "-nodefaults"));
    command.addAll(List.of("-display", "none", "-m", mib + ",slots=2,maxmem=4G"));
    command.addAll(List.of("-object", "memory-backend-ram,id=mem0,size=%dM".formatted(mib)));
    command.addAll(List.of("-object", "memory-backend-ram,id=mem1,size=64M"));
    command.addAll(List.of("-device", "pc-dimm,id=dimm1,memdev=mem1", "-D", log.toString()));
    command.addAll(List.of("-qmp", "unix:%s,server=on,wait=off".formatted(socket)));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.resolveSibling("qemu").toFile()))
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(socket) || !process.isAlive());
    return new LiveQemu(process);
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL: the socket stays where it is. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
  }
}
