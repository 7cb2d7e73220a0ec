package io.qtrace.cli.conversions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of conversions in real traces, of which a modified QEMU knew the truth. */
class AttributionReferenceTest {

  private static final String DATA = System.getProperty("qtrace.test.data", "");

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> findsTheBlocksThatQemuKnows() throws IOException {
    if (DATA.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "NOT RUN: -Dqtrace.test.data=DIR names no directory of real traces", () -> {}));
    }
    try (var files = Files.list(Path.of(DATA, "cvm"))) {
      return files
          .filter(file -> file.toString().endsWith(".truth.csv.zst"))
          .sorted()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> compare(f)))
          .toList()
          .stream();
    }
  }

  private void compare(Path truth) throws IOException {
    var name = truth.getFileName().toString().replace(".truth.csv.zst", "");
    var trace = truth.resolveSibling(name.endsWith(".log") ? name + ".zst" : name + ".simple.zst");
    var expected = rows(unpacked(truth));

    var found = rows(attribution(trace));

    // A log may begin later than the truth.
    var last = expected.subList(expected.size() - found.size(), expected.size());
    var wrong = new ArrayList<String>();
    int right = 0;
    int counted = 0;
    for (int i = 0; i < found.size(); i++) {
      var known = last.get(i);
      var row = found.get(i);
      assertThat(row.get("offset")).as("offset of change %d", i).isEqualTo(known.get("offset"));
      if ("1".equals(known.get("ambiguous"))) {
        continue;
      }
      counted++;
      if (row.get("block").equals(known.get("block"))) {
        right++;
      } else if (!row.get("block").isEmpty()) {
        wrong.add(i + ": " + row + " is " + known);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat((double) right / counted).isGreaterThan(0.999);
  }

  private String attribution(Path trace) throws IOException {
    var out = directory.resolve("attribution.csv");
    var definitions = Path.of(DATA, "events", "trace-events-all-10.2.2");
    var run =
        CommandRun.of(
            "conversions",
            trace.toString(),
            "--definitions=" + definitions,
            "--attribution=" + out,
            "--format=csv",
            "-q");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readString(out);
  }

  private static String unpacked(Path file) throws IOException {
    try (var in = new ZstdInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Lines by column; those with # are comments. */
  private static List<Map<String, String>> rows(String csv) {
    var lines = csv.lines().filter(line -> !line.startsWith("#")).toList();
    var header = lines.get(0).split(",", -1);
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              var fields = line.split(",", -1);
              Map<String, String> row = new HashMap<>();
              for (int i = 0; i < header.length; i++) {
                row.put(header[i], fields[i]);
              }
              return row;
            })
        .toList();
  }
}
