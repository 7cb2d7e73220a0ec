package io.qtrace.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.qtrace.definition.Definitions;
import io.qtrace.testing.CapturedLog;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.Raw;
import io.qtrace.topology.TestParts;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.raw.RawRecord;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class WaitingForDefinitionsTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Definitions LATE = definitions("tick(int n) \"n %d\"\n");
  private static final Definitions OTHER = definitions("tick(int m) \"m %d\"\n");

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void decodesInOrderOnceTheDefinitionsArrive() {
    driver.send(tick(1));
    driver.send(tick(2));
    driver.advance(SOON);
    assertThat(driver.typed("tick")).isEmpty();

    driver.publish(LATE);
    driver.send(tick(3));
    driver.advance(SOON);

    assertThat(driver.values("tick", "n")).containsExactly(1L, 2L, 3L);
    assertThat(driver.keysIn(Node.WAITING_STORE)).isEmpty();
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void letsNoRecordOfTheSourceOvertakeAWaitingOne() {
    driver.publish(OTHER);
    driver.send(tick(1));
    driver.send(Raw.log("vm", "tick m 2\n").of(OTHER).from("f"));
    assertThat(driver.typed("tick")).isEmpty();

    driver.publish(LATE);
    driver.advance(SOON);

    var events = driver.typed("tick").stream().map(record -> driver.avro(record.value())).toList();
    assertThat(events.get(0).get("n")).isEqualTo(1L);
    assertThat(events.get(1).get("m")).isEqualTo(2L);
  }

  @Test
  void holdsUpNoOtherSource() {
    driver.publish(OTHER);
    driver.send(tick(1));
    driver.send(Raw.log("vm", "tick m 2\n").of(OTHER).from("g"));

    assertThat(driver.values("tick", "m")).containsExactly(2L);
  }

  @Test
  void waitsOnAfterARestart() {
    driver.send(tick(1));
    driver.send(tick(2));

    var restored = new WaitingRecords(driver.store(Node.WAITING_STORE), 1 << 20, 0);

    assertThat(restored.sources()).containsExactly("vm/f");
    assertThat(restored.count()).isEqualTo(2);
    assertThat(restored.first("vm/f")).extracting(RawRecord::offset).isEqualTo(0L);
    restored.removeFirst("vm/f");
    assertThat(restored.first("vm/f")).extracting(RawRecord::offset).isEqualTo(1L);
    restored.removeFirst("vm/f");
    assertThat(restored.sources()).isEmpty();
  }

  @Test
  void givesUpAfterTheTimeout() {
    driver.send(tick(1));
    driver.advance(TestParts.WAIT.minusSeconds(1));
    assertThat(driver.deadLetters()).isEmpty();

    driver.advance(Duration.ofSeconds(2));

    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getReason() + ": " + letter.getDetail())
        .containsExactly(
            "DEFINITIONS_MISSING: definitions "
                + LATE.fingerprint()
                + " did not arrive within 300 s; publish them, then replay the dead letters");
    driver.advance(SOON);
    assertThat(driver.ledger())
        .containsExactly(
            "vm/f: 9 bytes, 1 read = 0 typed + 0 filtered + 1 dead; 0 other, 0 lost by 0");
  }

  @Test
  void keepsNoMoreThanItHasRoomFor() {
    try (var small = new DecodeDriver(targets, 300)) {
      small.send(tick(1));
      small.send(tick(2));

      assertThat(small.deadLetters())
          .extracting(letter -> letter.getReason() + ": " + letter.getDetail())
          .containsExactly(
              "DEFINITIONS_MISSING: definitions "
                  + LATE.fingerprint()
                  + " have not arrived, and 300 bytes are waiting for definitions already");
      small.publish(LATE);
      small.advance(SOON);
      assertThat(small.values("tick", "n")).containsExactly(1L);
    }
  }

  @Test
  void namesTheParsersMessageWhenTheTextIsInvalid() {
    var text = "tick(int n \"n %d\"\n".getBytes(UTF_8);
    var fingerprint = Definitions.fingerprintOf(text);
    try (var log = new CapturedLog(DefinitionsCatalog.class)) {
      driver.publish(fingerprint, text);
      driver.send(Raw.log("vm", "tick n 1\n").with("qtrace-definitions", fingerprint));

      var letters = driver.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).getReason()).isEqualTo("DEFINITIONS_INVALID");
      assertThat(letters.get(0).getDetail())
          .startsWith("definitions " + fingerprint.substring(0, 12) + ":1:");
      assertThat(log.lines())
          .containsExactly(
              "ERROR definitions "
                  + fingerprint
                  + " cannot be used, raw records that name them become dead letters: "
                  + letters.get(0).getDetail());
    }
  }

  @Test
  void readsAllButTheEventsWhoseDeclarationsAreInvalid() {
    var text = "tick(int n) \"n %d\"\nold_link(struct x *y) \"%p\"\n".getBytes(UTF_8);
    var fingerprint = Definitions.fingerprintOf(text);
    try (var log = new CapturedLog(DefinitionsCatalog.class)) {
      driver.publish(fingerprint, text);
      driver.send(
          Raw.log("vm", "old_link 0x10\ntick n 1\n").with("qtrace-definitions", fingerprint));

      assertThat(driver.values("tick", "n")).containsExactly(1L);
      assertThat(driver.deadLetters())
          .extracting(letter -> letter.getReason(), letter -> letter.getDetail())
          .containsExactly(
              tuple(
                  "UNKNOWN_EVENT",
                  "event 'old_link' is declared in a way that cannot be read (definitions "
                      + fingerprint.substring(0, 12)
                      + ":2:10: type 'struct x *' is not traceable; pass structs as 'void *')"));
      assertThat(log.lines())
          .singleElement(as(STRING))
          .startsWith("WARN definitions " + fingerprint + ": 1 declaration cannot be read; ");
    }
  }

  @Test
  void refusesATextUnderAnotherTextsFingerprint() {
    driver.publish(LATE.fingerprint(), OTHER.text());
    driver.send(tick(1));

    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getDetail())
        .containsExactly(
            "the text under this fingerprint has the fingerprint "
                + OTHER.fingerprint()
                + "; publish it again");

    driver.publish(LATE);
    driver.send(tick(2));
    assertThat(driver.values("tick", "n")).containsExactly(2L);
  }

  private static Raw tick(int n) {
    return Raw.log("vm", "tick n " + n + "\n").of(LATE).from("f");
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }
}
