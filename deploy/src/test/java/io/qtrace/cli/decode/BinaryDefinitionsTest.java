package io.qtrace.cli.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that were given as definitions. */
final class BinaryDefinitionsTest {

  @TempDir Path directory;

  @Test
  void saysThatBytesAreNoDefinitions() throws IOException {
    var random = new byte[3_000];
    new Random(1).nextBytes(random);
    var noise = Files.write(directory.resolve("noise"), random);
    var old =
        Files.writeString(directory.resolve("mac"), "# c\ra_b(void) \"\"\rc_d(int e) \"f %d\"\r");

    assertThat(CommandRun.of("schemas", noise.toString()).err())
        .startsWith("qtrace: %s: it is binary, and no definitions; ".formatted(noise));
    assertThat(CommandRun.of("schemas", old.toString()).err())
        .startsWith(
            "qtrace: %s: cannot read the definitions: it is text whose lines end with CR alone, and only LF and CR LF are read; "
                .formatted(old));
  }
}
