package io.qtrace.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What containers are made of: those of others by {@code it-tests/docker/images}, ours by {@code
 * deploy/docker/build} out of this build.
 *
 * @param others by the variables that name them
 */
record Images(Map<String, String> others) {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String PREFIX = "qtrace-test/";

  private static @Nullable Images built;

  /** Builds them for who comes first, in this JVM and in others of the same run. */
  static synchronized Images built() throws InterruptedException {
    var images = built;
    if (images == null) {
      try (var channel = FileChannel.open(Path.of("target", "images.lock"), CREATE, WRITE)) {
        channel.lock();
        images = build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      built = images;
    }
    return images;
  }

  private static Images build() throws InterruptedException {
    var others = new HashMap<String, String>();
    for (var line : run(Map.of(), "it-tests/docker/images").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        others.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    var ours = new HashMap<>(others);
    ours.put("QTRACE_IMAGE_PREFIX", PREFIX);
    ours.put("QTRACE_IMAGE_TAG", "latest");
    run(ours, "deploy/docker/build");
    return new Images(Map.copyOf(others));
  }

  String kafka() {
    return Objects.requireNonNull(others.get("QTRACE_KAFKA_IMAGE"));
  }

  String registry() {
    return Objects.requireNonNull(others.get("QTRACE_REGISTRY_IMAGE"));
  }

  String topology() {
    return PREFIX + "topology:latest";
  }

  String connect() {
    return PREFIX + "connect:latest";
  }

  String allInOne() {
    return PREFIX + "all-in-one:latest";
  }

  /** By the variables of {@code deploy/compose}. */
  Map<String, String> environment() {
    var environment = new HashMap<>(others);
    environment.put("QTRACE_TOPOLOGY_IMAGE", topology());
    environment.put("QTRACE_CONNECT_IMAGE", connect());
    return environment;
  }

  private static String run(Map<String, String> environment, String script)
      throws InterruptedException {
    try {
      var builder =
          new ProcessBuilder(ROOT.resolve(script).toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(script + " failed; it says above why");
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
