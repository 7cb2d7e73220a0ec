package io.qtrace.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketPathsTest {

  @TempDir Path directory;

  @Test
  void findsTheSocketsThatAreThere() throws IOException {
    Files.createDirectories(directory.resolve("a"));
    Files.createDirectories(directory.resolve("b"));
    Files.writeString(directory.resolve("a/file.qmp"), "no socket");
    try (var one = Peer.at(directory.resolve("a/1.qmp"), Peer.sends(""));
        var two = Peer.at(directory.resolve("b/2.qmp"), Peer.sends(""));
        var other = Peer.at(directory.resolve("b/other"), Peer.sends(""))) {
      assertThat(new Object[] {one, two, other}).doesNotContainNull();
      var paths =
          SocketPaths.parse(
              "%1$s/*/{1,2}.{qmp,q}, %1$s/b/other,%1$s/b/2.qmp,%1$s/gone/*,%1$s/gone/3.qmp"
                  .formatted(directory));
      assertThat(paths.present())
          .containsExactly(
              directory.resolve("a/1.qmp"),
              directory.resolve("b/2.qmp"),
              directory.resolve("b/other"));
      Files.delete(directory.resolve("b/2.qmp"));
      assertThat(paths.present())
          .containsExactly(directory.resolve("a/1.qmp"), directory.resolve("b/other"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run/qmp     | run/qmp has to be an absolute path, such as /run/qemu/*.qmp; the worker's own directory may be anywhere
          /a,,/b      | a path is empty; write paths with one comma between two
          /run/**/qmp | ** has no bound; write one * for each level, such as /run/qemu/*/qmp
          /run/[qmp   | /run/[qmp is no glob: Missing '] at index 8
          """)
  void saysWhatIsWrong(String text, String problem) {
    assertThatThrownBy(() -> SocketPaths.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }
}
