package io.qtrace.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a trace's events happened, though nobody knows them or two clocks tell. */
class InspectClocksTest {

  @TempDir Path directory;

  @Test
  void saysOfBothClocksOfALog() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("log"),
            """
            [   12.500000] host qemu[4711]: kvm_run_exit cpu_index 0, reason 2
            2026-11-22T17:04:10Z kvm_run_exit cpu_index 0, reason 2
            [   14.500000] host qemu[4711]: kvm_run_exit cpu_index 0, reason 2
            """);

    assertThat(CommandRun.of("inspect", file.toString()).out())
        .contains(
            """
              clock         since the host's boot, 12.500000 s to 14.500000 s (2.0 s)
                            1 event with another clock: wall clock, 2026-11-22T17:04:10Z to 2026-11-22T17:04:10Z (0.000000 s)
            """);
    var found = Inspected.json(file);
    assertThat(found.get("clock").asText()).isEqualTo("monotonic");
    assertThat(found.get("fromNs").asLong()).isEqualTo(12_500_000_000L);
    assertThat(found.get("otherClock").toString())
        .isEqualTo(
            "{\"events\":1,\"clock\":\"realtime\",\"fromNs\":1795367050000000000,\"toNs\":1795367050000000000}");
  }

  @Test
  void knowsTheTimesOfEventsThatNobodyKnows() throws IOException {
    for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      var out = ByteBuffer.allocate(1000).order(order);
      out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
      out.putLong(0).putLong(1).putInt(13).put("no_such_event".getBytes(UTF_8));
      out.putLong(1).putLong(1).putLong(1_000_000_000L).putInt(32).putInt(42).putLong(7);
      out.putLong(1).putLong(9).putLong(3_000_000_000L).putInt(32).putInt(42).putLong(7);
      var file =
          Files.write(directory.resolve("trace"), Arrays.copyOf(out.array(), out.position()));

      var found = Inspected.json(file);

      assertThat(found.get("rejected").toString())
          .isEqualTo("{\"UNMAPPED_ID\":1,\"UNKNOWN_EVENT\":1}");
      assertThat(found.get("clock").asText()).isEqualTo("monotonic");
      assertThat(found.get("fromNs").asLong()).isEqualTo(1_000_000_000L);
      assertThat(found.get("toNs").asLong()).isEqualTo(3_000_000_000L);
    }
  }
}
