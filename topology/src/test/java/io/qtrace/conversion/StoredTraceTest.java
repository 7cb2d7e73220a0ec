package io.qtrace.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.fact.MemoryEventFeed;
import io.qtrace.conversion.fact.MemoryEventReader;
import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.window.WindowSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small traces in which a block is easily mistaken, byte by byte as QEMU writes them. */
class StoredTraceTest {

  private static final VmConversions.Settings SETTINGS =
      new VmConversions.Settings(WindowSpec.parseAll("1m"), Duration.ofSeconds(5));

  private final CollectedResults results = new CollectedResults();
  private final VmConversions vm = new VmConversions("vm", "host", SETTINGS, results);

  /** Reads a file to its end. */
  private List<String> attributions(String file) {
    var bytes = bytes(file);
    var definitions = Definitions.system();
    var feed = new MemoryEventFeed(new MemoryEventReader(definitions));
    feed.to(vm);
    var handler = new Feeding(feed);
    if (file.endsWith(".log")) {
      new LogReader(definitions).read(bytes, 0, bytes.length, true, handler);
    } else {
      new SimpleReader(definitions).read(bytes, 0, bytes.length, true, handler);
    }
    feed.report();
    vm.silence();
    return results.attributions();
  }

  private byte[] bytes(String file) {
    try (var stored = getClass().getResourceAsStream("traces/" + file)) {
      assertThat(stored).as(file).isNotNull();
      return stored.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Feeding(MemoryEventFeed feed) implements RawRecordHandler {

    @Override
    public void event(RawEvent event) {
      feed.event(event, event.timestampNs, event.from);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      feed.lost(count);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      feed.rejected(reason, to - from);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {}
  }

  /** It is no older than the pause. */
  @Test
  void keepsTheFirstRequestAfterAPause() {
    assertThat(attributions("first-request-after-a-pause.log"))
        .containsExactly(
            "0x200000 shared: [ram-node0, ram-node1] by pair",
            "0x200000 shared: [ram-node0, ram-node1] by pair");
  }

  @Test
  void findsConversionsFarApart() {
    assertThat(attributions("conversion-every-5s.log"))
        .containsExactly(
            "0x200000 shared: ram-node0 by map",
            "0x300000 shared: ram-node0 by map",
            "0x400000 shared: ram-node0 by map");
  }

  @Test
  void findsAllConversionsOfAQuietVm() {
    assertThat(attributions("conversion-every-2.5s.simple"))
        .hasSize(8)
        .allSatisfy(found -> assertThat(found).endsWith("shared: ram-node0 by map"));
  }

  /** The loss takes no event of these; but as far as the trace tells it may have. */
  @Test
  void doesNotForgetARequestBecauseOfALoss() {
    assertThat(attributions("loss-beside-a-live-request.simple"))
        .containsExactly(
            "0x7000000 shared: [] by unattributed",
            "0x7000000 shared: [] by unattributed",
            "0x0 shared: [] by unattributed");
  }

  @Test
  void doesNotRelyOnTheOneRequestThatALossLeft() {
    assertThat(attributions("request-lost-behind-the-note.simple"))
        .containsExactly(
            "0x7000000 shared: [] by unattributed", "0x7000000 shared: [] by unattributed");
  }

  @Test
  void doesNotForgetARequestForManyMebibytes() {
    assertThat(attributions("request-of-2.5s.simple"))
        .containsExactly("0x7000000 private: ram-node0 by discard");
  }

  @Test
  void doesNotNameOtherMemoryByWhatLayThereBefore() {
    assertThat(attributions("other-memory-at-the-same-address.simple"))
        .containsExactly(
            "0x0 private: [] by map",
            "0x200000 private: mem1 by map",
            "0x400000 private: mem1 by map",
            "0x0 shared: mem1 by map",
            "0x1000000 private: [] by map",
            "0x1200000 private: mem2 by map",
            "0x1400000 private: mem2 by map",
            "0x1600000 private: mem2 by map",
            "0x1000000 shared: mem2 by map");
    assertThat(vm.shared())
        .extracting(VmConversions.Shared::block)
        .containsExactly("guest_memfd=40", "mem2");
  }

  @Test
  void doesNotNameASecondLifesBlocksByTheFirst() {
    assertThat(attributions("second-life-in-slots-of-the-first.simple"))
        .containsExactly(
            "0x400000 private: mem0 by map",
            "0x600000 private: mem0 by map",
            "0x600000 private: [] by unattributed",
            "0x600000 shared: [] by unattributed",
            "0x800000 private: [] by unattributed",
            "0x800000 shared: pc.ram by map",
            "0xa00000 private: pc.ram by discard",
            "0xa00000 shared: pc.ram by map",
            "0xc00000 private: pc.ram by discard",
            "0xc00000 shared: pc.ram by map");
  }

  @Test
  void keepsNamesWhenQemuIsResetInPlaceAndMakesAllMemoryPrivate() {
    assertThat(attributions("reset-in-place.simple"))
        .hasSize(6)
        .allSatisfy(found -> assertThat(found).endsWith("shared: ram0 by map"));
    assertThat(vm.shared()).containsExactly(new VmConversions.Shared("ram0", 2 * Guest.PAGE, 1));
  }

  @Test
  void knowsDiscardsByTheirNewerName() {
    assertThat(attributions("discards-by-their-newer-name.log"))
        .hasSize(8)
        .endsWith("0x800000 private: ram-node0 by discard");
  }

  @Test
  void givesAPartOfARequestToEachBlockThatItSpans() {
    assertThat(attributions("request-over-two-blocks.simple"))
        .containsExactly(
            "0x3fe00000 private: ram-node0 by map",
            "0x0 private: ram-node1 by map",
            "0x3fe00000 shared: ram-node0 by map",
            "0x0 shared: ram-node1 by map");
  }

  @Test
  void leavesOpenWhichOfTwoIsWhich() {
    assertThat(attributions("pair.simple"))
        .containsExactly(
            "0x7000000 shared: [ram-node0, ram-node1] by pair",
            "0x7000000 shared: [ram-node0, ram-node1] by pair");
  }
}
