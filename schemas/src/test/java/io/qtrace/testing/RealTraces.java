package io.qtrace.testing;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.definition.Definitions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Traces written by QEMU and what its own tools made of them, in the directory that {@code
 * -Dqtrace.test.data=DIR} names. Not part of the project; tests say in their name when the
 * directory is not given.
 */
public final class RealTraces {

  private final Path directory;
  private final Map<String, Definitions> parsed = new HashMap<>();

  private RealTraces(Path directory) {
    this.directory = directory;
  }

  /** Empty if the property is not set. */
  public static Optional<RealTraces> find() {
    return Optional.ofNullable(System.getProperty("qtrace.test.data"))
        .map(Path::of)
        .map(RealTraces::new);
  }

  /** Stands for the tests that are not run. */
  public static Stream<DynamicTest> absent() {
    return Stream.of(
        DynamicTest.dynamicTest(
            "NOT RUN: -Dqtrace.test.data=DIR names no directory of real traces", () -> {}));
  }

  /** Names of the traces in {@code ref/} that have a file with this ending, sorted. */
  public List<String> referenced(String ending) throws IOException {
    try (var files = Files.list(directory.resolve("ref"))) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.zst$", ""))
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .toList();
    }
  }

  /** A file under its path without {@code .zst}, decompressed. */
  public byte[] read(String path) throws IOException {
    var plain = directory.resolve(path);
    if (Files.exists(plain)) {
      return Files.readAllBytes(plain);
    }
    try (var in =
        new ZstdInputStream(
            new BufferedInputStream(Files.newInputStream(directory.resolve(path + ".zst"))))) {
      return in.readAllBytes();
    }
  }

  /** The simple trace of this name, wherever it is kept. */
  public byte[] simple(String name) throws IOException {
    for (var folder : List.of("simple/", "cvm/", "log/")) {
      var path = folder + name + ".simple";
      if (Files.exists(directory.resolve(path)) || Files.exists(directory.resolve(path + ".zst"))) {
        return read(path);
      }
    }
    throw new IOException("no trace " + name + ".simple in " + directory);
  }

  /** The definitions of the QEMU that wrote the simple traces. */
  public Definitions definitions(String trace) throws IOException {
    return parse(
        trace.startsWith("torture") ? "trace-events-all-torture" : "trace-events-all-10.2.2");
  }

  private Definitions parse(String file) throws IOException {
    if (!parsed.containsKey(file)) {
      parsed.put(file, Definitions.parse(file, read("events/" + file)));
    }
    return parsed.get(file);
  }
}
