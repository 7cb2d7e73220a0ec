package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/security.md: each line names a test that is there and runs. */
final class WhoCanDoWhatTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

  @Test
  void everyLineIsProvedByATest() throws IOException {
    var tests = tests();
    assertThat(lines())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            line -> {
              var cells = line.split("\\|", -1);
              assertThat(cells).as("who, can, cannot, test").hasSize(6);
              assertThat(cells[1]).isNotBlank();
              assertThat(cells[2] + cells[3]).isNotBlank();
              var named = TEST.matcher(cells[4]);
              assertThat(named.find()).as("names a test").isTrue();
              assertThat(tests).containsKey(named.group(1));
              assertThat(tests.get(named.group(1)))
                  .containsPattern("\\n  (void|Stream<DynamicTest>) " + named.group(2) + "\\(");
            });
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/security.md")).stream()
        .dropWhile(line -> !line.equals("<!-- who can do what -->"))
        .takeWhile(line -> !line.equals("<!-- end of who can do what -->"))
        .filter(line -> line.startsWith("|"))
        .skip(2)
        .toList();
  }

  /** Sources by the class's name. */
  private static Map<String, String> tests() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  WhoCanDoWhatTest::text,
                  (a, b) -> a + b));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
