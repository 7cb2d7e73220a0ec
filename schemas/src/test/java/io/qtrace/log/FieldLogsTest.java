package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs in the shapes that people have them in, from public reports. */
class FieldLogsTest {

  private static List<String> read(String log) throws IOException {
    return LogRecorder.read(Definitions.parse("events", bytes("events")), text(log));
  }

  private static String text(String file) throws IOException {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String file) throws IOException {
    try (var in = FieldLogsTest.class.getResourceAsStream("field/" + file)) {
      return in.readAllBytes();
    }
  }

  @Test
  void areReadWithTheLineEndsOfWindows() throws IOException {
    assertThat(read("crlf.log"))
        .containsExactly(
            "virtio_set_status(4096, 0)",
            "handle_qmp_command(4096, \"{\"execute\": \"query-status\"}\") at"
                + " 2020-05-20T18:40:00.123456Z tid 12",
            "usb_xhci_run() at 2020-05-20T18:40:00.123457Z tid 12");
    var events = Definitions.system();
    assertThat(LogRecorder.read(events, text("conversions-crlf.log")))
        .hasSize(12)
        .isEqualTo(LogRecorder.read(events, text("conversions-lf.log")))
        .noneMatch(line -> line.startsWith("MISMATCH") || line.startsWith("other"));
  }

  @Test
  void havePointersOfOtherCLibraries() throws IOException {
    assertThat(read("mingw.log"))
        .containsExactly("virtio_set_status(2453601592160, 0)", "kvm_vm_ioctl(44672, 0)");
    assertThat(read("macos-bsd.log")).containsExactly("kvm_vm_ioctl(44672, 0)");
    assertThat(read("musl.log")).containsExactly("kvm_vm_ioctl(44672, 0)");
  }

  @Test
  void areWrittenBySystemTap() throws IOException {
    assertThat(read("stap.log"))
        .containsExactly(
            "virtio_set_status(108645492917648, 7) at 2026-11-22T17:34:54.324831Z pid 4711",
            "usb_xhci_run() at 2026-11-22T17:34:54.324931Z pid 4711");
  }

  @Test
  void beginWithAByteOrderMark() throws IOException {
    assertThat(read("bom.log"))
        .containsExactly("virtio_set_status(4096, 0)", "virtio_set_status(4096, 1)");
    assertThat(Definitions.parse("events", bytes("events-bom")).events()).hasSize(4);
  }

  @Test
  void haveSomethingInFrontOfTheStamp() throws IOException {
    var at = " at 2020-08-05T01:15:12.076651Z tid 29575";
    assertThat(read("kubectl-timestamps.log"))
        .containsExactly(
            "virtio_set_status(4096, 0)" + at,
            "other: [vda]",
            "virtio_set_status(4096, 1)" + at,
            "virtio_set_status(4096, 2)" + at,
            "other: -> ",
            "virtio_set_status(4096, 3)" + at);
    assertThat(read("cri.log"))
        .containsExactly("virtio_set_status(4096, 0) at 2026-11-22T17:04:10.965564123Z");
  }

  @Test
  void haveSomethingBehindTheLastNumber() throws IOException {
    var at = " at 2020-08-05T01:15:12.076651Z tid 29575";
    assertThat(read("trailing.log"))
        .containsExactly("virtio_set_status(4096, 0)" + at, "virtio_set_status(4096, 0)" + at);
  }

  @Test
  void haveOtherProgramsLinesBetween() throws IOException {
    var events =
        """
        virtio_queue_notify(void *vdev, int n, void *vq) "vdev %p n %d vq %p"
        virtio_blk_handle_read(void *vdev, void *req, uint64_t sector, size_t nsectors) "vdev %p req %p sector %" PRIu64 " nsectors %zu"
        virtio_blk_req_complete(void *vdev, void *req, int status) "vdev %p req %p status %d"
        """;
    var definitions = Definitions.parse("events", events.getBytes(StandardCharsets.UTF_8));
    var found = LogRecorder.read(definitions, text("qtest.log"));
    assertThat(found).filteredOn(line -> line.startsWith("other: ")).hasSize(5);
    assertThat(found).filteredOn(line -> line.endsWith(" tid 29575")).hasSize(3);
  }
}
