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

/**
 * What containers are made of: Kafka and the registry by {@code it-tests/docker/images}, ours by
 * {@code deploy/docker/build} out of this build.
 */
record Images(String kafka, String registry, String topology, String connect, String allInOne) {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String PREFIX = "qtrace-test/";

  static Images build() throws InterruptedException {
    // One after the other: another JVM of the same run may want them at the same time.
    try (var channel = FileChannel.open(Path.of("target", "images.lock"), CREATE, WRITE)) {
      channel.lock();
      return buildAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Images buildAll() throws InterruptedException {
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
    return new Images(
        others.get("QTRACE_KAFKA_IMAGE"),
        others.get("QTRACE_REGISTRY_IMAGE"),
        PREFIX + "topology:latest",
        PREFIX + "connect:latest",
        PREFIX + "all-in-one:latest");
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
