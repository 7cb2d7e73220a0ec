package io.qtrace.qmp;

import io.qtrace.qmp.protocol.QmpClient;
import io.qtrace.qmp.protocol.QmpRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What qtrace asks a QEMU for. For one thread. */
final class Qemu implements AutoCloseable {

  /** Events after which memory may be laid out anew. */
  static final Set<String> EVENTS =
      Set.of(
          "RESET",
          "RESUME",
          "SHUTDOWN",
          "POWERDOWN",
          "WAKEUP",
          "DEVICE_DELETED",
          "DEVICE_UNPLUG_GUEST_ERROR",
          "ACPI_DEVICE_OST",
          "MEM_UNPLUG_ERROR",
          "MEMORY_DEVICE_SIZE_CHANGE");

  private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

  private final QmpClient client;
  private final QemuProcess process = new QemuProcess(Path.of("/proc"));

  private Qemu(QmpClient client) {
    this.client = client;
  }

  /**
   * @throws IOException saying why QEMU cannot be talked to, and what to do
   */
  static Qemu connect(Path socket, QmpClient.Timeouts timeouts) throws IOException {
    return new Qemu(QmpClient.connect(socket, timeouts, EVENTS));
  }

  VmIdentity identity() throws IOException, QmpRefusedException {
    var uuid = client.execute("query-uuid", Map.of()).path("UUID").asText();
    var version = client.execute("query-version", Map.of());
    var qemu = version.path("qemu");
    var number =
        "%d.%d.%d"
            .formatted(
                qemu.path("major").asInt(), qemu.path("minor").asInt(), qemu.path("micro").asInt());
    var build = version.path("package").asText().strip();
    return new VmIdentity(
        client.execute("query-name", Map.of()).path("name").asText(),
        uuid.equals(NO_UUID) ? "" : uuid,
        build.isEmpty() ? number : "%s (%s)".formatted(number, build),
        process.of(threads()));
  }

  private List<Long> threads() throws IOException, QmpRefusedException {
    var threads = new ArrayList<Long>();
    client
        .execute("query-cpus-fast", Map.of())
        .forEach(cpu -> threads.add(cpu.path("thread-id").asLong()));
    return threads;
  }

  MemoryLayout layout() throws IOException, QmpRefusedException {
    var table = client.execute("x-query-ramblock", Map.of());
    var blocks = RamBlock.parse(table.path("human-readable-text").asText());
    var views =
        client.execute("human-monitor-command", Map.of("command-line", "info mtree -f")).asText();
    return new MemoryLayout(blocks, MappedRange.parse(views, blocks));
  }

  /**
   * Switches trace events on. Those that this QEMU does not have are passed over if they are given
   * by pattern.
   *
   * @param event a name, or a pattern with *
   * @throws QmpRefusedException if it has no event of that name
   */
  void traceOn(String event) throws IOException, QmpRefusedException {
    client.execute(
        "trace-event-set-state", Map.of("name", event, "enable", true, "ignore-unavailable", true));
  }

  /** Waits until memory may be laid out anew; false if the time was up first. */
  boolean awaitChange(Duration timeout) throws IOException {
    return client.awaitEvent(timeout);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
