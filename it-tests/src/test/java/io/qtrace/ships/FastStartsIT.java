package io.qtrace.ships;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.DeployedQtrace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without its archives of classes everything works, only slower, so that nobody would see it. */
final class FastStartsIT {

  private static final Path ARCHIVES = Path.of(System.getProperty("qtrace.archives"));

  @Test
  void areWhatTheLauncherPrepares() throws Exception {
    assertThat(ARCHIVES.resolve("qtrace.jsa")).isReadable();
    assertThat(ARCHIVES.resolve("registry.jsa")).isReadable();
    var command = DeployedQtrace.command(List.of());
    command.replaceAll(option -> option.equals("-Xshare:auto") ? "-Xshare:on" : option);
    command.add("version");
    var version = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(version.getInputStream().readAllBytes(), UTF_8);
    assertThat(version.waitFor()).as(said).isZero();
  }
}
