package io.qtrace.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.DeadLetter;
import io.qtrace.frame.Framed;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.Raw;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A small record does not become much: not many dead letters, and not much memory. */
@Tag("slow")
class LargeRecordsTest {

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void manyBadLinesAreFewDeadLettersThatHaveAllOfThem() {
    var lines = Hostile.BAD_LINE.repeat(250_000);
    driver.send(
        Hostile.record("vm", lines, new RecordHeaders().add("x-junk", Hostile.filled(8_000, 'j'))));

    var letters = driver.deadLetters();
    assertThat(letters).hasSizeBetween(2, 1100);
    assertThat(letters.stream().mapToLong(DeadLetter::getCount).sum()).isEqualTo(250_000);
    assertThat(sizeOf(letters)).isLessThan(4L * lines.length());
    assertThat(letters.get(letters.size() - 1).getParts()).isEmpty();
    assertThat(linesOf(Hostile.putBack(letters, lines.length())))
        .isEqualTo(lines.replace("\n", ""));
    driver.advance(Duration.ofSeconds(1));
    assertThat(driver.ledger())
        .containsExactly(
            "vm/: 3750000 bytes, 250000 read = 0 typed + 0 filtered + 250000 dead; 0 other, 0 lost"
                + " by 0");
    Hostile.decodesTheNext(driver);
  }

  @Test
  void badLinesBetweenGoodOnesComeBackEachAtItsPlace() {
    var lines = (Hostile.LINE + Hostile.BAD_LINE).repeat(20_000);
    driver.send(Hostile.record("vm", lines, new RecordHeaders()));

    var letters = driver.deadLetters();
    assertThat(letters).hasSizeLessThan(1100);
    assertThat(letters.stream().mapToLong(DeadLetter::getCount).sum()).isEqualTo(20_000);
    var back = Hostile.putBack(letters, lines.length());
    for (int i = 0; i < 20_000; i++) {
      int at = i * (Hostile.LINE.length() + Hostile.BAD_LINE.length()) + Hostile.LINE.length();
      assertThat(new String(back, at, Hostile.BAD_LINE.length() - 1, UTF_8) + "\n")
          .isEqualTo(Hostile.BAD_LINE);
    }
    assertThat(driver.typed("runstate_set")).hasSize(20_000);
  }

  @Test
  void aChunkOfManyTimesItsSizeInTypedEventsIsNotHeld() {
    var definitions = Hostile.definitions("e_e(void) \"\"\n");
    driver.publish(definitions);
    var lines = "e_e \n".repeat(100_000);
    var raw =
        Hostile.record(
            "vm",
            lines + "e_e 5\n",
            new RecordHeaders()
                .add(RawHeaders.DEFINITIONS, definitions.fingerprint().getBytes(UTF_8))
                .add(RawHeaders.HOST, Hostile.filled(500, 'h')));
    driver.send(raw);

    assertThat(driver.typed("e_e")).hasSize(100_000);
    assertThat(driver.deadLetters()).extracting(DeadLetter::getReason).containsExactly("MISMATCH");
    driver.advance(Duration.ofSeconds(1));
    assertThat(driver.ledger())
        .containsExactly(
            "vm/: 500006 bytes, 100001 read = 100000 typed + 0 filtered + 1 dead; 0 other, 0 lost"
                + " by 0");
  }

  @Test
  @Tag("long")
  void aRecordThatWouldBeManyMegabytesOfEventsIsTypedInPart() {
    var definitions = Hostile.definitions("e_e(void) \"\"\n");
    driver.publish(definitions);
    int lines = 200_000;
    var headers =
        new RecordHeaders()
            .add(RawHeaders.DEFINITIONS, definitions.fingerprint().getBytes(UTF_8))
            .add(RawHeaders.HOST, Hostile.filled(512, 'h'));
    driver.send(Hostile.record("v".repeat(512), "e_e \n".repeat(lines), headers));

    int typed = driver.typed("e_e").size();
    assertThat(typed).isBetween(100_000, 140_000);
    var letters = driver.deadLetters();
    assertThat(letters).hasSizeLessThan(20).allMatch(l -> l.getReason().equals("TOO_LARGE"));
    assertThat(letters.stream().mapToLong(DeadLetter::getCount).sum()).isEqualTo(lines - typed);
    for (var letter : letters) {
      driver.send(Hostile.record("replay", Hostile.utf8(letter.getBytes().array()), headers));
    }
    assertThat(driver.typed("e_e")).hasSize(lines - typed);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void aTraceThatIsReadTwiceIsReadAsOnce() {
    var definitions = Hostile.definitions("e(const char *s) \"%s\"\n");
    driver.publish(definitions);
    var trace = new SimpleTrace().header().mapping(5, "e");
    for (int i = 0; i < 20_000; i++) {
      trace = trace.event(5, i, "x");
    }
    var all = trace.mapping(6, "unknown").event(6, 100, 1).event(5, 101, "last");
    driver.send(
        Raw.simple("vm", all)
            .of(definitions)
            .from("f;generation=1;offset=0")
            .with(RawHeaders.HOST, "h".repeat(500)));
    driver.send(
        Raw.simple("vm", new SimpleTrace().event(5, 200, "next"))
            .of(definitions)
            .from("f;generation=1"));

    assertThat(driver.values("e", "s"))
        .extracting(Object::toString)
        .hasSize(20_002)
        .endsWith("last", "next");
    assertThat(driver.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactly("UNKNOWN_EVENT");
    assertThat(driver.keysIn(Node.MAPPINGS_STORE)).containsExactly("vm/f|0", "vm/f|life");
  }

  @Test
  void aRecordThatCompressionMadeLargerThanTheTopicTakesIsKeptInPieces() {
    var lines = Hostile.LINE.repeat(200_000);
    driver.send(Hostile.record("vm", lines, new RecordHeaders()));

    var letters = driver.deadLetters();
    assertThat(letters).hasSize(4).allMatch(letter -> letter.getReason().equals("TOO_LARGE"));
    assertThat(Hostile.putBack(letters, lines.length())).isEqualTo(lines.getBytes(UTF_8));
    Hostile.decodesTheNext(driver);
  }

  private static long sizeOf(List<DeadLetter> letters) {
    var framed = new Framed<>(1, DeadLetter.class);
    return letters.stream().mapToLong(letter -> framed.frame(letter).length).sum();
  }

  /** Without what ends them, which is no part of a line's dead letter. */
  private static String linesOf(byte[] raw) {
    return Hostile.utf8(raw).replace("\0", "").replace("\n", "");
  }
}
