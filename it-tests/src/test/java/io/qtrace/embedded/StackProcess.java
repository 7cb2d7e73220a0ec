package io.qtrace.embedded;

import io.qtrace.embedded.place.Distribution;
import io.qtrace.testing.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link StackMain} as a child process. */
final class StackProcess implements AutoCloseable {
  private final Path data;
  private final Process process;
  private final Path errors;
  private final BufferedReader output;
  private final String firstLine;

  private StackProcess(Path data, Process process, Path errors) throws IOException {
    this.data = data;
    this.process = process;
    this.errors = errors;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.firstLine = String.valueOf(output.readLine());
  }

  /** Returns when the stack is ready, or has said why it cannot be. */
  static StackProcess start(Path data, int kafkaPort, int registryPort) throws IOException {
    Path errors = Files.createTempFile("qtrace-stack", ".err");
    List<String> command =
        Jvm.ofTests(
            StackMain.class,
            property(Distribution.HOME_PROPERTY),
            property("qtrace.registry.archive"));
    command.addAll(
        List.of(data.toString(), Integer.toString(kafkaPort), Integer.toString(registryPort)));
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    return new StackProcess(data, process, errors);
  }

  /** With the value that it has here. */
  private static String property(String name) {
    return "-D" + name + "=" + System.getProperty(name);
  }

  /** What it has printed on stderr so far. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  String firstLine() {
    return firstLine;
  }

  String bootstrap() {
    return firstLine.split(" ", -1)[1];
  }

  String registryUrl() {
    return firstLine.split(" ", -1)[2];
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle registry() throws IOException {
    String pid = Files.readString(data.resolve("registry").resolve("pid"));
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** SIGKILL: nothing in the process gets to run any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Returns the exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new AssertionError("the stack in " + data + " is still running");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    output.close();
    process.getOutputStream().close();
    process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
    System.err.print(Files.readString(errors));
    Files.delete(errors);
  }
}
