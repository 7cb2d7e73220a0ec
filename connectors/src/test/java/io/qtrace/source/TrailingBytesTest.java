package io.qtrace.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.source.file.TraceBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is behind compressed data. */
@Tag("slow")
class TrailingBytesTest {

  @TempDir Path directory;

  /** What is in front of them is had; what a tape is padded with is nothing. */
  @ParameterizedTest
  @CsvSource({
    "30, false",
    "6b766d0a, false",
    "00, true",
    "0000000000000000000000, true",
    "1f8b, false"
  })
  void saysThatSomethingIsBehindGzip(String behind, boolean isPadding) throws IOException {
    for (int times : new int[] {1, 1 << 19}) {
      var file = directory.resolve("trace.gz");
      try (var out = Files.newOutputStream(file)) {
        var zipped = new GZIPOutputStream(out);
        zipped.write("kvm\n".getBytes(UTF_8));
        zipped.finish();
        out.write(HexFormat.of().parseHex(behind.repeat(times)));
      }
      try (var trace = TraceBytes.open(file)) {
        assertThat(trace.bytes().readAllBytes()).asString(UTF_8).isEqualTo("kvm\n");
        if (isPadding) {
          assertThatCode(trace::verify).doesNotThrowAnyException();
        } else {
          assertThatThrownBy(trace::verify)
              .hasMessageContaining(
                  "gzip data ends too early or is damaged: 4 bytes could be unpacked");
        }
      }
    }
  }
}
