package io.qtrace.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A source tree with the real launcher, in which {@code java} only prints its arguments, and {@code
 * mvn} only makes the files that the launcher looks for.
 */
final class PaperTree {
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *ArchiveClassesAtExit*) exit 1 ;;
      esac
      echo "umask $(umask)"
      for argument; do printf '%s\\n' "$argument"; done
      case $* in
        *" up") read -r _ ;;
      esac
      """;
  private static final String MVN =
      """
      #!/bin/sh
      tree=$(dirname "$2")
      echo build >>"$tree/builds"
      sleep 1
      if [ -e "$tree/broken" ]; then
        echo "[ERROR] Trace.java:[3,5] ';' expected"
        exit 1
      fi
      mkdir -p "$tree/deploy/target/qtrace/lib"
      touch "$tree/deploy/target/qtrace/built" "$tree/deploy/target/qtrace/lib/qtrace.jar"
      """;

  private final Path root;
  private final Path tools;

  private PaperTree(Path root, Path tools) {
    this.root = root;
    this.tools = tools;
  }

  static PaperTree in(Path directory) throws IOException {
    PaperTree tree = new PaperTree(directory.resolve("a tree"), directory.resolve("tools"));
    tree.write("pom.xml", "");
    tree.write("schemas/src/main/java/Trace.java", "");
    script(tree.launcher(), Files.readString(Path.of("qtrace")));
    tree.javaVersion("17.0.15");
    script(tree.jdk().resolve("bin/java"), JAVA);
    script(tree.jdk().resolve("bin/javac"), JAVA);
    script(tree.tools.resolve("mvn"), MVN);
    return tree;
  }

  /** Writes a file that is older than any build to come. */
  void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    changedAt(path, Instant.now().minusSeconds(3600));
  }

  void changedAt(String path, Instant time) throws IOException {
    Files.setLastModifiedTime(root.resolve(path), FileTime.from(time));
  }

  void javaVersion(String version) throws IOException {
    Files.createDirectories(jdk().resolve("bin"));
    Files.writeString(jdk().resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  void delete(String path) throws IOException {
    Files.delete(root.resolve(path));
  }

  void withoutMaven() throws IOException {
    Files.delete(tools.resolve("mvn"));
  }

  Path root() {
    return root;
  }

  Path launcher() {
    return root.resolve("deploy/qtrace");
  }

  Path jdk() {
    return tools.resolve("a jdk");
  }

  int builds() throws IOException {
    return Files.readAllLines(root.resolve("builds")).size();
  }

  /** As another launch would hold it. */
  HeldLock lockedBuild() throws IOException {
    var lock = root.resolve("deploy/target/build.lock").toString();
    var holder = new ProcessBuilder("flock", lock, "cat").start();
    holder.getOutputStream().write('!');
    holder.getOutputStream().flush();
    if (holder.getInputStream().read() != '!') { // it comes back once the lock is held
      throw new AssertionError("flock does not hold " + lock);
    }
    return new HeldLock(holder);
  }

  /** Held until it is closed. */
  record HeldLock(Process holder) implements AutoCloseable {
    void release() throws IOException {
      holder.getOutputStream().close();
    }

    @Override
    public void close() throws IOException {
      release();
    }
  }

  Run run(String... arguments) throws IOException, InterruptedException {
    return start(launcher(), Map.of(), arguments).end();
  }

  Running start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(tools.toFile());
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", jdk().toString());
    builder.environment().remove("QTRACE_JAVA_OPTS");
    builder.environment().putAll(environment);
    return new Running(builder.start());
  }

  record Running(Process process) {
    /** Returns when {@code java} runs. */
    void awaitJava() throws IOException {
      if (process.getInputStream().read() < 0) {
        throw new AssertionError("the launcher ended without starting java");
      }
    }

    Run end() throws IOException, InterruptedException {
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), out, err);
    }
  }

  record Run(int exitCode, String out, String err) {}

  static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
