package io.qtrace.cli.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.cli.Qtrace;
import io.qtrace.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The whole command against QEMU's own output for real traces. */
class DecodeReferenceTest {

  private static final String DATA = System.getProperty("qtrace.test.data", "");
  private static final List<String> FOLDERS = List.of("simple", "cvm");

  /** Where the reference decoder gave up; the command says that on stderr. */
  private static final Pattern GAVE_UP = Pattern.compile("(?m)^- - <.*\n");

  @TestFactory
  Stream<DynamicTest> printsWhatQemuPrints() throws IOException {
    if (DATA.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "NOT RUN: -Dqtrace.test.data=DIR names no directory of real traces", () -> {}));
    }
    try (var references = Files.list(Path.of(DATA, "ref"))) {
      return references
          .filter(reference -> reference.getFileName().toString().contains(".txt"))
          .sorted()
          .map(r -> DynamicTest.dynamicTest(r.getFileName().toString(), () -> compare(r)))
          .toList()
          .stream();
    }
  }

  private static void compare(Path reference) throws IOException {
    var parts = reference.getFileName().toString().split("\\.", -1);
    var version = parts[0].startsWith("torture") ? "torture" : "10.2.2";
    var definitions = Path.of(DATA, "events", "trace-events-all-" + version).toString();
    var form = parts[1].equals("simpletrace") ? "--format=simpletrace" : "--stamps";

    var decoded = decode(trace(parts[0]), "--definitions", definitions, "--on-damage=stop", form);

    assertThat(decoded.equals(GAVE_UP.matcher(content(reference)).replaceAll("")))
        .as("output equals " + reference)
        .isTrue();
  }

  private static String trace(String name) {
    return FOLDERS.stream()
        .flatMap(
            f -> Stream.of(name + ".simple", name + ".simple.zst").map(n -> Path.of(DATA, f, n)))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private static String content(Path reference) throws IOException {
    try (var in = Files.newInputStream(reference)) {
      return reference.toString().endsWith(".zst")
          ? new String(new ZstdInputStream(in).readAllBytes(), ISO_8859_1)
          : new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static String decode(String trace, String... options) {
    var out = new ByteArrayOutputStream();
    var silent = new PrintStream(OutputStream.nullOutputStream(), true, ISO_8859_1);
    var args = Stream.concat(Stream.of("decode", trace), Stream.of(options));
    Qtrace.run(new Console(out, silent, Map.of(), false), args.toArray(String[]::new));
    return out.toString(ISO_8859_1);
  }
}
