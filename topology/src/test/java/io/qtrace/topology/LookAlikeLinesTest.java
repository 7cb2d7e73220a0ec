package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.CapturedLog;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.ledger.LedgerBook;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookAlikeLinesTest {

  private static final Definitions TICKS =
      Definitions.parse("events", "clock_tick(int n) \"n %d\"\n".getBytes(UTF_8));

  private final DecodeDriver driver = new DecodeDriver(new FakeTargets());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void countsThemInTheLedgerAndKeepsTheFirst() {
    driver.publish(TICKS);
    try (var log = new CapturedLog(LedgerBook.class)) {
      send("clock_tick n 1\nhello\nvirtio_notify vq \u0007 0x5\n", 0);
      send("kvm_exit reason 5\n", 40);

      assertThat(log.lines())
          .containsExactly(
              "WARN a log of VM vm has lines that look like events and are none of its definitions:"
                  + " no event 'virtio_notify' is in the definitions: virtio_notify vq \\x07 0x5");
    }
    driver.advance(Duration.ofSeconds(1));

    var ledger = driver.ledgerRecords();
    var last = ledger.get(ledger.size() - 1);
    assertThat(last.getTyped()).isEqualTo(1);
    assertThat(last.getOther()).isEqualTo(3);
    assertThat(last.getLookLikeEvents()).isEqualTo(2);
    assertThat(last.getLookLikeEventsSample())
        .isEqualTo("no event 'virtio_notify' is in the definitions: virtio_notify vq \\x07 0x5");
  }

  private void send(String lines, int offset) {
    driver.send(Raw.log("vm", lines).of(TICKS).from("f;generation=0;offset=" + offset));
  }

  /** SystemTap's gettimeofday_ns(): the sender's offset is not for it. */
  @Test
  void addsNoOffsetToTimesThatCountFrom1970() {
    driver.publish(TICKS);
    long ns = 1_795_368_894_324_831_000L;
    var trace = new SimpleTrace().header().mapping(3, "clock_tick").event(3, ns, 1);
    driver.send(
        Raw.simple("vm", trace).of(TICKS).with(RawHeaders.CLOCK_OFFSET_NS, "1700000000000000000"));

    assertThat(driver.typed("clock_tick").get(0).timestamp()).isEqualTo(ns / 1_000_000);
  }
}
