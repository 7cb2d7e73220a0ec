package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@Tag("long")
class BoundedMemoryTest {

  private static String run(Class<?> main) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java, "-Xmx64m", "-cp", System.getProperty("java.class.path"), main.getName())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void aMillionStartsNeedLittleMemoryAndAllAreCounted() throws Exception {
    assertThat(run(OpenStartsMemory.class))
        .endsWith("65536 pairs, 934464 unfinished, 934464 unmatched, 1001 results, 0 open");
  }

  /** Each is known until 32,768 others have come, a microsecond each, or the trace ends. */
  @Test
  void aMillionThingsNeedLittleMemoryAndTheirTimeIsCounted() throws Exception {
    assertThat(run(KnownThingsMemory.class))
        .endsWith("32231.112704 s, entered 1000000, 967232 forgotten, 1 results");
  }

  @Test
  void aMillionGroupsNeedLittleMemoryAndAllAreInASession() throws Exception {
    assertThat(run(OpenSessionsMemory.class)).endsWith("1000000 events, 1001 results");
  }
}
