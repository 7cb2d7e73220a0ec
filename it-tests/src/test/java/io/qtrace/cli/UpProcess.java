package io.qtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.testing.DeployedQtrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code qtrace up} as a child process, on free ports. */
public final class UpProcess implements AutoCloseable {

  private static final List<String> AS_DEPLOYED =
      List.of("-XX:+UseParallelGC", "-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError");

  private final Process process;
  private final List<String> screen;

  private UpProcess(Process process, List<String> screen) {
    this.process = process;
    this.screen = screen;
  }

  /**
   * Returns when it is ready.
   *
   * @param more options
   */
  public static UpProcess start(Path data, String... more) throws IOException {
    return start(quick(), data, Map.of(), withPorts(more));
  }

  /** The same, in a JVM as {@code deploy/qtrace} starts it. */
  public static UpProcess startAsDeployed(Path data, String... more) throws IOException {
    return start(DeployedQtrace.command(AS_DEPLOYED), data, Map.of(), withPorts(more));
  }

  private static List<String> withPorts(String... more) {
    var options = new ArrayList<>(List.of("--kafka-port=0", "--registry-port=0"));
    options.addAll(List.of(more));
    return options;
  }

  /**
   * The same.
   *
   * @param environment settings, as variables
   * @param options with the ports
   */
  public static UpProcess start(Path data, Map<String, String> environment, List<String> options)
      throws IOException {
    return start(quick(), data, environment, options);
  }

  private static List<String> quick() {
    return DeployedQtrace.quick("-Xmx1g");
  }

  private static UpProcess start(
      List<String> qtrace, Path data, Map<String, String> environment, List<String> options)
      throws IOException {
    var command = new ArrayList<>(qtrace);
    command.addAll(List.of("up", "--data", data.toString()));
    command.addAll(options);
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    var process = builder.start();
    var screen = new ArrayList<String>();
    var output = process.inputReader(UTF_8);
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      screen.add(line);
      if (line.contains("deploy/qtrace tail")) {
        return new UpProcess(process, screen);
      }
    }
    throw new AssertionError("qtrace up has ended, having said " + screen);
  }

  public String bootstrap() {
    return shown("Kafka");
  }

  public String registryUrl() {
    return shown("registry");
  }

  /** What the screen says behind this word. */
  public String shown(String word) {
    return screen.stream()
        .map(String::strip)
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + word + " in " + screen));
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL: nothing in the process gets to run any more. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
