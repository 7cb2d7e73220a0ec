package io.qtrace.cli.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import io.qtrace.text.Counts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simple records as the script of QEMUs with the dtrace backend writes them. */
class SystemTapTest {

  /** Ids count all declarations: the disabled, the repeated and the unreadable, too. */
  private static final String DEFINITIONS =
      """
      # id 0
      disable first(int a) "a %d"
      broken(struct x y) "y"
      first(int a) "a %d"
      tick(uint64_t n) "n %"PRIu64
      """;

  private static final long NS = 1_795_368_894_324_831_000L;

  @TempDir Path directory;
  private String definitions = "";

  @BeforeEach
  void write() throws IOException {
    definitions = Files.writeString(directory.resolve("events"), DEFINITIONS).toString();
  }

  private String trace(ByteOrder order) throws IOException {
    var out = ByteBuffer.allocate(1000).order(order);
    out.putLong(1).putLong(3).putLong(NS).putInt(32).putInt(42).putLong(5);
    out.putLong(1).putLong(0).putLong(NS + 1000).putInt(32).putInt(42).putLong(6);
    out.putLong(1).putLong(1).putLong(NS + 2000).putInt(32).putInt(42).putLong(7);
    var bytes = Arrays.copyOf(out.array(), out.position());
    return Files.write(directory.resolve("trace"), bytes).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void readsRecordsWithoutAHeader(String order) throws IOException {
    var file = trace(order.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

    var run =
        CommandRun.of("decode", file, "--no-header", "--definitions", definitions, "--format=json");

    assertThat(run.out())
        .isEqualTo(
            """
            {"event":"tick","timestamp":"2026-11-22T17:34:54.324831Z","timestampNs":1795368894324831000,"host":"","vm":"","pid":42,"tid":null,"arguments":{"n":5}}
            {"event":"first","timestamp":"2026-11-22T17:34:54.324832Z","timestampNs":1795368894324832000,"host":"","vm":"","pid":42,"tid":null,"arguments":{"a":6}}
            """);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            file
                + ": clock: its time stamps count from 1970 and not from the host's boot, as those of SystemTap do\n",
            "UNKNOWN_EVENT: event 'broken' is declared in a way that cannot be read");
  }

  /** What mapping records say goes before the order. */
  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void takesMappingRecordsWithoutAHeader(String order) throws IOException {
    var byteOrder = order.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var out = ByteBuffer.allocate(1000).order(byteOrder);
    out.putLong(0).putLong(9).putInt(4).put("tick".getBytes(UTF_8));
    out.putLong(1).putLong(9).putLong(1000).putInt(32).putInt(42).putLong(5);
    var file =
        Files.write(directory.resolve("trace"), Arrays.copyOf(out.array(), out.position()))
            .toString();

    assertThat(CommandRun.of("decode", file, "--no-header", "--definitions", definitions).out())
        .isEqualTo("tick n 5\n");
    assertThat(CommandRun.of("inspect", file, "--format=json").out())
        .contains("\"kind\":\"headerless-trace\"");
  }

  /** By every command that reads a trace, and by their places in the file. */
  @Test
  void tellsPlacesInTheFileItself() throws IOException {
    var file = Path.of(trace(ByteOrder.LITTLE_ENDIAN));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3 * 40 - 7));
    var aggregations =
        Files.writeString(
                directory.resolve("a.yaml"),
                "aggregations: [{name: a, from: $event, window: 1s, measures: {n: count}}]\n")
            .toString();
    for (var command :
        new String[] {"decode", "conversions", "aggregate --aggregations=" + aggregations}) {
      var args = command + " --no-header --definitions " + definitions + " " + file;

      assertThat(CommandRun.of(args.split(" ", -1)).err())
          .contains(": 2 events, ", "33 bytes into a record, at byte 80\n");
    }
  }

  /** What is damaged is read all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void readsWhatIsDamaged(String order) throws IOException {
    var byteOrder = order.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] whole = Files.readAllBytes(Path.of(trace(byteOrder)));
    var file = directory.resolve("damaged");
    for (int noise : new int[] {1, 30, 4000}) {
      var out = ByteBuffer.allocate(noise + whole.length).put(new byte[noise]).put(whole);
      Files.write(file, out.array());
      assertThat(decode(file).out()).isEqualTo("tick n 5\nfirst a 6\n");
      assertThat(decode(file).err())
          .contains("DAMAGED: 1 time, " + Counts.of(noise, "byte") + "\n");
    }
    Files.write(file, Arrays.copyOf(whole, 27));
    assertThat(decode(file).err()).contains(" 27 bytes rejected\n");
  }

  private CommandRun decode(Path file) {
    return CommandRun.of("decode", file.toString(), "--no-header", "--definitions", definitions);
  }

  @Test
  void refusesWhatHasAHeader() throws IOException {
    var out = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(4);
    var file = Files.write(directory.resolve("headed"), out.array());

    assertThat(decode(file).err())
        .endsWith(
            "--no-header is for simple traces without a header, and this has one; leave it out\n");
  }

  @Test
  void saysWhatToDoWithoutTheOption() throws IOException {
    var file = trace(ByteOrder.LITTLE_ENDIAN);

    assertThat(CommandRun.of("inspect", file).out())
        .contains(
            "trace: a simple trace without a header, as SystemTap's script writes it\n",
            "  what to do    read it with --no-header, and --definitions of the very QEMU that was traced\n");
    assertThat(CommandRun.of("decode", file).err())
        .contains(
            "NO_HEADER: no file header; its records are as those of SystemTap, which --no-header reads, at byte 0\n");
    assertThat(CommandRun.of("decode", file, "--no-header").err())
        .isEqualTo(
            "qtrace: --no-header needs --definitions: the order of its events tells which id is which\n");
    assertThat(CommandRun.of("send", file, "--vm=v", "--bootstrap=localhost:1").err())
        .isEqualTo(
            "qtrace: %s: nothing of it was sent: it has no header; its records are as those of SystemTap: give --no-header, and --definitions of the very QEMU that was traced\n"
                .formatted(file));
    var old = ByteBuffer.allocate(100).order(ByteOrder.BIG_ENDIAN);
    old.putLong(-1).putLong(0xf2b177cb0aa429b4L).putLong(3);
    var other = Files.write(directory.resolve("v3"), old.array()).toString();
    assertThat(CommandRun.of("send", other, "--vm=v", "--bootstrap=localhost:1").err())
        .isEqualTo(
            "qtrace: %s: nothing of it was sent: it is a simple trace, version 3; version 4 is read, which QEMU 2.7 and later write; take simpletrace.py of that QEMU\n"
                .formatted(other));
    var log = Files.writeString(directory.resolve("log"), "hello\n").toString();
    assertThat(CommandRun.of("decode", log, "--no-header", "--definitions", definitions).err())
        .endsWith(
            "--no-header is for simple traces without a header, and this is none; leave it out\n");
  }
}
