package io.qtrace.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.definition.Definitions;
import io.qtrace.frame.Framed;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.Raw;
import io.qtrace.topology.TestParts;
import io.qtrace.topology.destination.EventTarget;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.ledger.LedgerBook;
import io.qtrace.topology.raw.RawRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever somebody writes to the raw topic is decoded or a dead letter, and small. */
@Tag("slow")
class HostileRecordsTest {

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void anEventWhoseTopicOrSchemaIsRefusedIsADeadLetterAndOthersGoOn() {
    var definitions = Hostile.definitions("bad(int n) \"n %d\"\ngood(int n) \"n %d\"\n");
    driver.publish(definitions);
    targets.with("bad", EventTarget.refused("no topic for it"));
    driver.send(Raw.log("vm", "good n 1\nbad n 2\ngood n 3\n").of(definitions));
    driver.send(Raw.log("vm", "bad n 4\ngood n 5\n").of(definitions));

    assertThat(driver.values("good", "n")).containsExactly(1L, 3L, 5L);
    assertThat(driver.deadLetters())
        .extracting(
            l -> l.getReason() + " " + l.getDetail() + ": " + Hostile.utf8(l.getBytes().array()))
        .containsExactly("REFUSED no topic for it: bad n 2", "REFUSED no topic for it: bad n 4");
    driver.advance(Duration.ofSeconds(1));
    assertThat(driver.ledger().get(0)).contains("5 read = 3 typed + 0 filtered + 2 dead");
  }

  @Test
  void aForeignTopicGetsTimesAndSizesThatItTakes() {
    var definitions = Hostile.definitions("e(const char *s) \"%s\"\n");
    driver.publish(definitions);
    var limits = new EventTarget.Limits(1000, Long.MAX_VALUE, 3_600_000);
    targets.with("e", new EventTarget("qtrace-event-e", 1, limits, ""));
    driver.send(
        Raw.log("vm", "2200-01-01T00:00:00Z e a\n2026-01-01T00:00:00Z e " + "b".repeat(2000) + "\n")
            .of(definitions));

    assertThat(driver.typed("e"))
        .extracting(TestRecord::getRecordTime)
        .containsExactly(DecodeDriver.NOON.plusSeconds(3600));
    assertThat(driver.deadLetters()).extracting(DeadLetter::getReason).containsExactly("TOO_LARGE");
  }

  @Test
  void definitionsWithANameThatIsNoTopicMakeDeadLetters() {
    var text = "e%s(int n) \"n %%d\"\n".formatted("x".repeat(240)).getBytes(UTF_8);
    var fingerprint = Definitions.fingerprintOf(text);
    driver.publish(fingerprint, text);
    driver.send(Raw.log("vm", "anything\n").with(RawHeaders.DEFINITIONS, fingerprint));

    var letter = Hostile.onlyLetter(driver);
    assertThat(letter.getReason()).isEqualTo("DEFINITIONS_INVALID");
    assertThat(letter.getDetail())
        .contains("the event's name has 241 characters; at most 194 can be the name of a topic");
  }

  @Test
  void aRecordAtWhichTheStageFailsAgainAndAgainIsTakenOut() {
    var at =
        new RawRecord(
            "vm".getBytes(UTF_8), Hostile.LINE.getBytes(UTF_8), 0, "qtrace-raw", 0, 0, Map.of());
    for (int i = 0; i < Quarantine.MAX_FAILURES; i++) {
      assertThat(driver.quarantine().failed(at, new IllegalStateException("odd")))
          .isInstanceOf(RecordFailedException.class);
    }
    driver.send(Raw.log("vm", Hostile.LINE));
    driver.send(Raw.log("vm", Hostile.LINE));

    assertThat(Hostile.onlyLetter(driver))
        .extracting(DeadLetter::getReason, DeadLetter::getDetail)
        .containsExactly(
            "STAGE_FAILED",
            "the stage failed 3 times at this record, the last time with"
                + " java.lang.IllegalStateException: odd; this is an error in qtrace");
    assertThat(driver.typed("runstate_set")).hasSize(1);
  }

  @Test
  void aLedgerEntryOfOldThatIsTooLargeDoesNotStopTheStart() {
    var name = "v".repeat(1_100_000);
    var old = Ledger.newBuilder().setVm(name).setRead(7).setTyped(7).build();
    driver.store(Node.LEDGER_STORE).put(name + "/", new Framed<>(1002, Ledger.class).frame(old));
    driver.send(Raw.log("vm", Hostile.LINE));

    var book = new LedgerBook(driver.store(Node.LEDGER_STORE), TestParts.LEDGERS);
    var published = new ArrayList<String>();
    book.publish((key, entry) -> published.add(key));
    assertThat(published).containsExactly("vm/");
    assertThat(book.total().read()).isEqualTo(8);
  }

  @Test
  void layoutsThatAreTooLargeAreLeftOut() {
    driver.tell("v".repeat(600), "{\"blocks\":[],\"ranges\":[]}");
    driver.tell("vm", "[".repeat(100_000));
    driver.tell("vm", "{\"blocks\":[],\"ranges\":[],\"x\":\"" + "y".repeat(2 << 20) + "\"}");
    driver.tell(
        "vm",
        "{\"blocks\":[{\"name\":\"%s\",\"maxSize\":1,\"address\":null}],\"ranges\":[]}"
            .formatted("b".repeat(300)));

    assertThat(driver.keysIn(Node.CONVERSIONS_STORE)).isEmpty();
    Hostile.decodesTheNext(driver);
  }

  @Test
  void aRamBlocksNameThatIsTooLongIsNone() {
    driver.send(
        Raw.log(
            "vm",
            "qemu_ram_alloc_shared %s size 4096 max_size 4096 fd 5 host 0x7f0000000000\n"
                .formatted("b".repeat(100_000))));

    assertThat(driver.keysIn(Node.CONVERSIONS_STORE)).isEmpty();
    assertThat(driver.typed("qemu_ram_alloc_shared")).hasSize(1);
  }

  @Test
  void aCountOfLostEventsThatNoQemuWritesIsDamage() {
    for (long count : new long[] {-1, Long.MIN_VALUE, 1L << 32}) {
      driver.send(Raw.simple("vm", new SimpleTrace().header().dropped(count)));
    }
    assertThat(driver.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactly("DAMAGED", "DAMAGED", "DAMAGED");
    driver.advance(Duration.ofSeconds(1));
    assertThat(driver.ledger().get(0)).endsWith("0 lost by 0");
  }
}
