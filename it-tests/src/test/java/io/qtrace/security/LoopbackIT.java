package io.qtrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoopbackIT {

  /** 127.0.0.1 and ::ffff:127.0.0.1, in the byte order of the machine. */
  private static final String LOOPBACK =
      "(0100007F|7F000001|0000000000000000FFFF00000100007F|000000000000000000000000FFFF7F000001):.*";

  @Test
  void everythingListensOnLoopbackUnlessToldOtherwise(@TempDir Path directory) throws Exception {
    var configuration =
        Command.configuration(directory.resolve("qtrace.properties"), Map.of("threads", "1"));
    var before = ListeningSockets.addresses();
    try (var up =
        RunningCommand.start(
            configuration,
            "up",
            "--data=" + directory.resolve("data"),
            "--kafka-port=0",
            "--registry-port=0",
            "--metrics-port=0")) {
      assertThat(up.printed()).contains("qtrace is ready");
      var opened = ListeningSockets.addresses();
      opened.removeAll(before);
      assertThat(opened)
          .as("broker, its controller, registry, metrics")
          .hasSizeGreaterThanOrEqualTo(4)
          .allMatch(address -> address.matches(LOOPBACK));
    }
  }
}
