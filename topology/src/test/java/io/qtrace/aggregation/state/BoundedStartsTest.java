package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BoundedStartsTest {

  @Test
  void aMillionStartsNeedLittleMemoryAndAllAreCounted() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OpenStartsMemory.class.getName())
            .redirectErrorStream(true)
            .start();

    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .endsWith("65536 pairs, 934464 unfinished, 934464 unmatched, 1001 results, 0 open");
  }
}
