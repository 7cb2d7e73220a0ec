package io.qtrace.topology.setting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTextTest {

  @TempDir Path directory;

  @Test
  void unpacksGzip() throws IOException {
    var zipped = directory.resolve("trace-events-all.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write("tick(int n) \"%d\"\n".getBytes(UTF_8));
    }

    assertThat(DefinitionsText.read(zipped.toString()).find("tick")).isPresent();
  }

  @Test
  void saysWhatToDoWithZstd() throws IOException {
    byte[] magic = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    var file = Files.write(directory.resolve("trace-events-all.zst"), magic).toString();

    assertThatThrownBy(() -> DefinitionsText.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot read %s: it is compressed with zstd; unpack it with 'zstd -d' first"
                .formatted(file));
  }
}
