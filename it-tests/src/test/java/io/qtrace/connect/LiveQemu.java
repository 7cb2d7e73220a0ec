package io.qtrace.connect;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.qtrace.qmp.protocol.QmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real QEMU without a guest but its firmware: an emulated machine with two memory backends, and a
 * log that trace events go to.
 */
public final class LiveQemu implements AutoCloseable {

  private static final String PROGRAM = "qemu-system-x86_64";

  private static final QmpClient.Timeouts TIMEOUTS =
      new QmpClient.Timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1));

  private final Process process;
  private final Path control;

  private LiveQemu(Process process, Path control) {
    this.process = process;
    this.control = control;
  }

  public static void assumeInstalled() {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, PROGRAM))),
        PROGRAM + " is not installed (Debian: qemu-system-x86)");
  }

  /** Returns when its socket is there. */
  public static LiveQemu start(String name, Path socket, Path log, int mib) throws IOException {
    var control = log.resolveSibling("control");
    Files.deleteIfExists(socket);
    var command = new ArrayList<>(List.of(PROGRAM, "-name", name, "-machine"));
    command.addAll(List.of("q35,memory-backend=mem0", "-accel", "tcg", "-nodefaults"));
    command.addAll(List.of("-display", "none", "-m", mib + ",slots=2,maxmem=4G"));
    command.addAll(List.of("-object", "memory-backend-ram,id=mem0,size=%dM".formatted(mib)));
    command.addAll(List.of("-object", "memory-backend-ram,id=mem1,size=64M"));
    command.addAll(List.of("-device", "pc-dimm,id=dimm1,memdev=mem1", "-D", log.toString()));
    for (var each : List.of(control, socket)) {
      command.addAll(List.of("-qmp", "unix:%s,server=on,wait=off".formatted(each)));
    }
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.resolveSibling("qemu").toFile()))
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(socket) || !process.isAlive());
    return new LiveQemu(process, control);
  }

  long pid() {
    return process.pid();
  }

  /** What QEMU answers on a socket of the test's own. */
  JsonNode execute(String command, Map<String, ?> arguments) throws Exception {
    try (var client = QmpClient.connect(control, TIMEOUTS, Set.of())) {
      return client.execute(command, arguments);
    }
  }

  /** By SIGKILL: its socket stays where it is. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
  }
}
