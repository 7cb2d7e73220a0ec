package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.window.WindowSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots of each version. */
class SnapshotTest {

  private static final Path RESOURCES =
      Path.of("src", "test", "resources", "io", "qtrace", "conversion");
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final CollectedResults results = new CollectedResults();

  private VmConversions vm(String windows) {
    var settings = new VmConversions.Settings(WindowSpec.parseAll(windows), GRACE);
    return new VmConversions("vm-7", "host-1", settings, results);
  }

  /** Two pages were shared, and one is asked for. */
  @Test
  void readsASnapshotOfVersion1() throws IOException {
    var vm = vm("1m");
    vm.decode(new DataInputStream(new ByteArrayInputStream(stored(1))));
    new Guest(GuestMemory.plain(), vm).waits(Duration.ofMillis(1)).changes(0x7000, SHARED);
    vm.silence();

    assertThat(vm.shared())
        .filteredOn(shared -> shared.block().equals("pc.ram"))
        .extracting(VmConversions.Shared::sharedBytes)
        .containsExactly(3 * Guest.PAGE);
    assertThat(results.attributions()).containsExactly("0x7000 shared: pc.ram by map");
  }

  /**
   * A block is learnt, and changes wait: one for its discard, one for what tells two requests
   * apart.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void readsASnapshotOfVersion(int version) throws IOException {
    var vm = vm("1m");
    vm.decode(new DataInputStream(new ByteArrayInputStream(stored(version))));
    new Guest(GuestMemory.numa(), vm)
        .waits(Duration.ofMillis(1))
        .discards("ram-node1", 0x2000)
        .exits(1)
        .exits(2)
        .waits(Duration.ofMillis(1500))
        .idles(100)
        .converts(0, "ram-node1", 0x8000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: [] by unattributed",
            "0x9000 private: ram-node1 by discard",
            "0x5000 private: ram-node1 by discard",
            "0x6000 shared: ram-node1 by map",
            "0x7000 shared: [] by unattributed",
            "0x2000 private: ram-node1 by map",
            "0x8000 shared: ram-node1 by map");
  }

  /** The first changes have left. */
  @Test
  void readsASnapshotOfVersion6() throws IOException {
    var vm = vm("1m");
    vm.decode(new DataInputStream(new ByteArrayInputStream(stored(6))));
    new Guest(GuestMemory.numa(), vm)
        .waits(Duration.ofMillis(1))
        .discards("ram-node1", 0x2000)
        .exits(1)
        .exits(2)
        .converts(0, "ram-node1", 0x8000, SHARED)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x7000 shared: [] by unattributed",
            "0x2000 private: ram-node1 by map",
            "0x8000 shared: ram-node1 by map");
    assertThat(results.vms).extracting(ConversionRollup::getCount).containsExactly(7L);
    assertThat(results.vms).extracting(ConversionRollup::getPhase).containsExactly("");
  }

  /** No discard is held. The VM was stopped, and its first discard had failed. */
  @Test
  void readsASnapshotOfVersion7() throws IOException {
    var vm = vm("1m");
    vm.decode(new DataInputStream(new ByteArrayInputStream(stored(7))));
    new Guest(GuestMemory.numa(), vm)
        .waits(Duration.ofMillis(1))
        .discards("ram-node1", 0x2000)
        .fallsSilent();

    assertThat(results.attributions())
        .containsExactly(
            "0x1000 private: [] by unattributed",
            "0x9000 private: ram-node1 by discard",
            "0x5000 private: ram-node1 by discard",
            "0x6000 shared: [] by unattributed",
            "0x7000 shared: [] by unattributed",
            "0x2000 private: ram-node1 by discard");
    assertThat(results.vms).extracting(ConversionRollup::getStops).containsExactly(1L);
  }

  /**
   * The same state has the same bytes; a discard is held. A new version's are written with {@code
   * -DargLine=-Dqtrace.goldens.write=true}
   */
  @Test
  void writesTheBytesOfVersion8() throws IOException {
    var vm = vm("1m");
    new Guest(GuestMemory.numa(), vm)
        .runs(0)
        .thread(70)
        .exits(3)
        .thread(-1)
        .failsToDiscard("ram-node1", 0x1000, -12)
        .converts(0, "ram-node1", 0x1000, PRIVATE)
        .converts(0, "ram-node1", 0x9000, PRIVATE)
        .converts(0, "ram-node1", 0x5000, PRIVATE)
        .converts(0, "ram-node1", 0x6000, SHARED)
        .stops()
        .exits(1)
        .requests("ram-node0", 0x7000, SHARED)
        .exits(2)
        .requests("ram-node1", 0x7000, SHARED)
        .changes(0x7000, SHARED)
        .requests("ram-node1", 0x2000, PRIVATE)
        .changes(0x2000, PRIVATE)
        .discardsEarly("ram-node0", 0x3000);

    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.write(RESOURCES.resolve("snapshot-8.bin"), encoded(vm));
    }
    assertThat(encoded(vm)).isEqualTo(stored(8));

    var restarted = vm("1m");
    restarted.decode(new DataInputStream(new ByteArrayInputStream(stored(8))));
    assertThat(encoded(restarted)).isEqualTo(stored(8));
  }

  private static byte[] encoded(VmConversions vm) throws IOException {
    var bytes = new ByteArrayOutputStream();
    vm.encode(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static byte[] stored(int version) throws IOException {
    return Files.readAllBytes(RESOURCES.resolve("snapshot-" + version + ".bin"));
  }

  @Test
  void refusesASnapshotOfAnotherVersion() {
    var vm = vm("10s");

    assertThatThrownBy(
            () -> vm.decode(new DataInputStream(new ByteArrayInputStream(new byte[] {9, 0}))))
        .isInstanceOf(IOException.class)
        .hasMessage("snapshot of version 9, not 1 to 8");
  }
}
