package io.qtrace.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.qmp.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a layout is published, and for whom. A real QEMU is asked in it-tests. */
@Tag("slow")
@Timeout(60)
class QmpSourceTest {

  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void publishesWhatQemuSays() throws Exception {
    peer("7.qmp", qemu("fish", 64));
    var worker = start(Map.of());
    worker.until(() -> worker.committed().size() == 1);

    var layout = worker.committed().get(0);
    assertThat(layout.topic()).isEqualTo("qtrace-vm-layout");
    assertThat(FakeWorker.key(layout)).isEqualTo("fish");
    assertThat(layout.sourcePartition())
        .isEqualTo(Map.of("socket", directory.resolve("7.qmp").toString()));
    assertThat(text(layout))
        .isEqualTo(
            "{\"vm\":\"fish\",\"host\":\"host-1\",\"name\":\"fish\",\"uuid\":\"\","
                + "\"qemu\":\"10.2.2\",\"pid\":null,"
                + "\"blocks\":[{\"name\":\"mem0\",\"size\":67108864,\"maxSize\":67108864,"
                + "\"address\":\"0x7f0000000000\"}],"
                + "\"ranges\":[{\"gpa\":\"0x0\",\"size\":4096,\"block\":\"mem0\",\"offset\":0}]}");
  }

  @Test
  void publishesOnlyWhatHasChanged() throws Exception {
    var qemu = qemu("fish", 64);
    peer("7.qmp", qemu);
    var worker = start(Map.of("read.interval.ms", "1000"));
    worker.until(() -> worker.committed().size() == 1);
    worker.kill();
    worker.start().pollFor(Duration.ofMillis(2_500));
    assertThat(readings(qemu)).isGreaterThanOrEqualTo(3);
    assertThat(worker.committed()).hasSize(1);

    qemu.returns.put("x-query-ramblock", table(128));
    worker.until(() -> worker.committed().size() == 2);
    assertThat(text(worker.committed().get(1))).contains("134217728");
  }

  @Test
  void readsAgainAfterAnEvent() throws Exception {
    var qemu = qemu("fish", 64);
    peer("7.qmp", qemu);
    var worker = start(Map.of("read.interval.ms", "86400000"));
    worker.until(() -> worker.committed().size() == 1);

    qemu.returns.put("x-query-ramblock", table(128));
    worker.pollFor(Duration.ofMillis(300));
    assertThat(worker.committed()).hasSize(1);
    qemu.event("DEVICE_DELETED");
    worker.until(() -> worker.committed().size() == 2);
  }

  @Test
  void connectsAgainAndSwitchesTraceEventsOnEachTime() throws Exception {
    var qemu = qemu("fish", 64);
    qemu.errors.put("trace-event-set-state", "unknown event");
    var peer = peer("7.qmp", qemu);
    var worker = start(Map.of("trace.events", "kvm_*, runstate_set"));
    worker.until(() -> worker.committed().size() == 1);
    qemu.returns.put("x-query-ramblock", table(128));
    peer.hangUp();
    worker.until(() -> worker.committed().size() == 2);

    assertThat(qemu.received.stream().filter(line -> line.contains("trace-event-set-state")))
        .hasSize(4)
        .anyMatch(line -> line.contains("\"name\":\"kvm_*\"") && line.contains("\"enable\":true"))
        .allMatch(line -> line.contains("\"ignore-unavailable\":true"));
  }

  @Test
  void followsSocketsThatComeAndGo() throws Exception {
    var first = peer("7.qmp", qemu("fish", 64));
    var worker = start(Map.of());
    worker.until(() -> worker.committed().size() == 1);
    peer("8.qmp", qemu("bird", 64));
    worker.until(() -> worker.committed().size() == 2);

    first.close();
    Files.delete(directory.resolve("7.qmp"));
    worker.pollFor(Duration.ofMillis(300));
    peer("7.qmp", qemu("fish", 128));
    worker.until(() -> worker.committed().size() == 3);
    assertThat(worker.committed().stream().map(FakeWorker::key))
        .containsExactly("fish", "bird", "fish");
  }

  @Test
  void isNotHeldUpByASocketThatHangs() throws Exception {
    peer("6.qmp", (commands, answers) -> Thread.sleep(Long.MAX_VALUE));
    peer("7.qmp", qemu("fish", 64));
    var worker = start(Map.of());
    worker.until(() -> worker.committed().size() == 1);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          name, fish, 6b5e, fish
          name, '',   6b5e, 6b5e
          name, '',   00000000-0000-0000-0000-000000000000, vm-7
          uuid, fish, 6b5e, 6b5e
          uuid, fish, 00000000-0000-0000-0000-000000000000, vm-7
          path, fish, 6b5e, vm-7
          """)
  void goesByTheIdThatIsWanted(String from, String name, String uuid, String id) throws Exception {
    var qemu = qemu(name, 64);
    qemu.returns.put("query-uuid", "{\"UUID\": \"%s\"}".formatted(uuid));
    peer("vm-7.sock", qemu);
    var worker = start(Map.of("vm.name.from", from));
    worker.until(() -> worker.committed().size() == 1);
    assertThat(FakeWorker.key(worker.committed().get(0))).isEqualTo(id);
  }

  @Test
  void goesByTheMappingOfPaths() throws Exception {
    peer("7.qmp", qemu("fish", 64));
    var mapping = Files.writeString(directory.resolve("vms"), "7.* tuna\n");
    var worker = start(Map.of("vm.name.from", "path", "vm.mapping.file", mapping.toString()));
    worker.until(() -> worker.committed().size() == 1);
    assertThat(FakeWorker.key(worker.committed().get(0))).isEqualTo("tuna");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          qmp.sockets        | qmp  | qmp has to be an absolute path, such as /run/qemu/*.qmp; the worker's own directory may be anywhere
          trace.events       | a,,b | '' is no trace event; write names such as kvm_convert_memory or patterns such as kvm_*, with commas between
          vm.name.from       | me   | it has to be one of name, uuid, path
          read.interval.ms   | 1    | Value must be at least 1000
          command.timeout.ms | 0    | Value must be at least 10
          """)
  void saysWhatIsWrongAndWhatWouldBeRight(String name, String value, String problem) {
    var connector = new QmpSourceConnector();
    var settings = new HashMap<>(Map.of("qmp.sockets", "/run/qmp"));
    settings.putAll(Map.of("key.converter", BYTES, "value.converter", BYTES));
    settings.put(name, value);

    var message = "Invalid value %s for configuration %s: %s".formatted(value, name, problem);
    assertThat(connector.validate(settings).configValues().stream().map(ConfigValue::errorMessages))
        .contains(List.of(message));
    assertThatThrownBy(() -> connector.start(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void refusesOffsetsThatMakeNoSense() {
    var connector = new QmpSourceConnector();
    Map<String, ?> socket = Map.of("socket", "/run/qmp");
    var forget = new HashMap<Map<String, ?>, Map<String, ?>>();
    forget.put(socket, null);
    assertThat(connector.alterOffsets(Map.of(), forget)).isTrue();
    assertThatThrownBy(
            () -> connector.alterOffsets(Map.of(), Map.of(Map.of("file", "x"), Map.of())))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "{file=x} is no partition of this connector; those have a 'socket' that is a path");
    assertThatThrownBy(() -> connector.alterOffsets(Map.of(), Map.of(socket, Map.of("vm", "a"))))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "the offset of {socket=/run/qmp}: it has 'vm' and 'layout', the digest of what was"
                + " published; set it to null to have that published again");
  }

  private FakeWorker start(Map<String, String> more) {
    var settings =
        new HashMap<>(
            Map.of(
                "qmp.sockets",
                directory + "/*.{qmp,sock}",
                "scan.interval.ms",
                "20",
                "connect.timeout.ms",
                "2000",
                "host",
                "host-1"));
    settings.putAll(more);
    var worker = FakeWorker.of(new QmpSourceConnector(), settings);
    open.add(worker);
    return worker.start();
  }

  private Peer peer(String socket, Peer.Behaviour behaviour) throws IOException {
    var peer = Peer.at(directory.resolve(socket), behaviour);
    open.add(peer);
    return peer;
  }

  private static Peer.Qemu qemu(String name, int mib) {
    var qemu = new Peer.Qemu();
    qemu.returns.put("query-name", name.isEmpty() ? "{}" : "{\"name\": \"%s\"}".formatted(name));
    qemu.returns.put("query-uuid", "{\"UUID\": \"00000000-0000-0000-0000-000000000000\"}");
    qemu.returns.put(
        "query-version",
        "{\"qemu\": {\"micro\": 2, \"minor\": 2, \"major\": 10}, \"package\": \"\"}");
    qemu.returns.put("query-cpus-fast", "[]");
    qemu.returns.put("x-query-ramblock", table(mib));
    qemu.returns.put(
        "human-monitor-command",
        "\"FlatView #0\\r\\n AS \\\"memory\\\", root: system\\r\\n"
            + "  0000000000000000-0000000000000fff (prio 0, ram): mem0 KVM\\r\\n\"");
    return qemu;
  }

  private static String table(int mib) {
    return "{\"human-readable-text\": \" mem0  4 KiB  0x0 0x%1$x 0x%1$x 0x7f0000000000  rw\\n\"}"
        .formatted(mib << 20);
  }

  private static long readings(Peer.Qemu qemu) {
    return qemu.received.stream().filter(line -> line.contains("x-query-ramblock")).count();
  }

  private static String text(SourceRecord layout) {
    return new String((byte[]) layout.value(), UTF_8);
  }
}
