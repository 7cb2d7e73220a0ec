package io.qtrace.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topic.RecordTime;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.Raw;
import io.qtrace.topology.TestParts;
import io.qtrace.topology.flow.Framed;
import io.qtrace.topology.flow.Names;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.ledger.LedgerBook;
import io.qtrace.topology.raw.RawRecord;
import io.qtrace.topology.target.EventTarget;
import io.qtrace.topology.target.FakeTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody writes to the raw topic is decoded or a dead letter, and small. */
class HostileRecordsTest {

  private static final String LINE = "runstate_set current_run_state 9 (running) new_state 1 (d)\n";
  private static final String BAD_LINE = "runstate_set x\n";

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 300_000, 1_100_000, 4_000_000})
  void aKeyThatIsTooLongIsKeptUnderItsDigest(int bytes) {
    var key = filled(bytes, 'k');
    driver.send(new TestRecord<>(key, LINE.getBytes(UTF_8)));

    var letter = onlyLetter();
    assertThat(letter.getReason()).isEqualTo("BAD_HEADER");
    assertThat(letter.getDetail())
        .isEqualTo("the key has %,d bytes; at most 512 are taken".formatted(bytes));
    assertThat(letter.getVm()).isEqualTo("sha256-" + Names.digest(key));
    assertThat(letter.getKey().array()).isEqualTo(key);
    assertThat(letter.getBytes().array()).isEqualTo(LINE.getBytes(UTF_8));
    assertThat(ledgerEntryOf(letter.getVm()).length).isLessThan(500);
    decodesTheNext();
  }

  @Test
  void aKeyThatIsAsLongAsPermittedIsTaken() {
    driver.send(new TestRecord<>(filled(512, 'k'), LINE.getBytes(UTF_8)));

    assertThat(driver.typed("runstate_set")).hasSize(1);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qtrace-host",
        "qtrace-source",
        "qtrace-vm",
        "qtrace-definitions",
        "qtrace-format",
        "qtrace-heartbeat-ns",
        "qtrace-clock-offset-ns"
      })
  void aHeaderOfOursThatIsTooLongIsKeptUnderItsDigest(String name) {
    var value = filled(100_000, 'h');
    driver.send(record("vm", LINE.repeat(20_000), new RecordHeaders().add(name, value)));

    var letter = onlyLetter();
    assertThat(letter.getReason()).isEqualTo("BAD_HEADER");
    assertThat(letter.getDetail()).isEqualTo(name + " has 100,000 bytes; at most 512 are taken");
    assertThat(letter.getHeaders().get(name).array()).isEqualTo(value);
    assertThat(letter.getHost().length()).isLessThan(100);
    assertThat(driver.typed("runstate_set")).isEmpty();
    decodesTheNext();
  }

  @Test
  void headersThatAreTooManyOrTooLargeAreOneDeadLetter() {
    var many = new RecordHeaders();
    IntStream.range(0, 65).forEach(i -> many.add("x-" + i, new byte[0]));
    driver.send(record("vm", BAD_LINE.repeat(1500), many));
    var large = new RecordHeaders().add("x-junk", filled(300_000, 'j'));
    driver.send(record("vm", BAD_LINE.repeat(1500), large));

    assertThat(driver.deadLetters())
        .extracting(DeadLetter::getDetail)
        .containsExactly(
            "65 headers or more; at most 64 are taken",
            "the headers have 300,006 bytes in all; at most 16,384 are taken");
    decodesTheNext();
  }

  @Test
  void ofAMillionHeadersSomeThousandAreKept() {
    var many = new RecordHeaders();
    IntStream.range(0, 1_000_000).forEach(i -> many.add(Integer.toString(i, 36), null));
    driver.send(record("vm", LINE, many));

    assertThat(onlyLetter().getHeaders()).hasSize(4096);
    decodesTheNext();
  }

  @Test
  void manyBadLinesAreFewDeadLettersThatHaveAllOfThem() {
    var lines = BAD_LINE.repeat(250_000);
    driver.send(record("vm", lines, new RecordHeaders().add("x-junk", filled(8_000, 'j'))));

    var letters = driver.deadLetters();
    assertThat(letters).hasSizeBetween(2, 1100);
    assertThat(letters.stream().mapToLong(DeadLetter::getCount).sum()).isEqualTo(250_000);
    assertThat(sizeOf(letters)).isLessThan(4L * lines.length());
    assertThat(letters.get(letters.size() - 1).getParts()).isEmpty();
    assertThat(linesOf(putBack(letters, lines.length()))).isEqualTo(lines.replace("\n", ""));
    driver.advance(Duration.ofSeconds(1));
    assertThat(driver.ledger())
        .containsExactly(
            "vm/: 3750000 bytes, 250000 read = 0 typed + 0 filtered + 250000 dead; 0 other, 0 lost"
                + " by 0");
    decodesTheNext();
  }

  @Test
  void badLinesBetweenGoodOnesComeBackEachAtItsPlace() {
    var lines = (LINE + BAD_LINE).repeat(20_000);
    driver.send(record("vm", lines, new RecordHeaders()));

    var letters = driver.deadLetters();
    assertThat(letters).hasSizeLessThan(1100);
    assertThat(letters.stream().mapToLong(DeadLetter::getCount).sum()).isEqualTo(20_000);
    var back = putBack(letters, lines.length());
    for (int i = 0; i < 20_000; i++) {
      int at = i * (LINE.length() + BAD_LINE.length()) + LINE.length();
      assertThat(new String(back, at, BAD_LINE.length() - 1, UTF_8) + "\n").isEqualTo(BAD_LINE);
    }
    assertThat(driver.typed("runstate_set")).hasSize(20_000);
  }

  @Test
  void aChunkOfManyTimesItsSizeInTypedEventsIsNotHeld() {
    var definitions = definitions("e_e(void) \"\"\n");
    driver.publish(definitions);
    var lines = "e_e \n".repeat(100_000);
    var raw =
        record(
            "vm",
            lines + "e_e 5\n",
            new RecordHeaders()
                .add(RawHeaders.DEFINITIONS, definitions.fingerprint().getBytes(UTF_8))
                .add(RawHeaders.HOST, filled(500, 'h')));
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
  void aRecordThatWouldBeManyMegabytesOfEventsIsTypedInPart() {
    var definitions = definitions("e_e(void) \"\"\n");
    driver.publish(definitions);
    int lines = 200_000;
    var headers =
        new RecordHeaders()
            .add(RawHeaders.DEFINITIONS, definitions.fingerprint().getBytes(UTF_8))
            .add(RawHeaders.HOST, filled(512, 'h'));
    driver.send(record("v".repeat(512), "e_e \n".repeat(lines), headers));

    int typed = driver.typed("e_e").size();
    assertThat(typed).isBetween(100_000, 140_000);
    var letters = driver.deadLetters();
    assertThat(letters).hasSizeLessThan(20).allMatch(l -> l.getReason().equals("TOO_LARGE"));
    assertThat(letters.stream().mapToLong(DeadLetter::getCount).sum()).isEqualTo(lines - typed);
    for (var letter : letters) {
      driver.send(record("replay", utf8(letter.getBytes().array()), headers));
    }
    assertThat(driver.typed("e_e")).hasSize(lines - typed);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void aTraceThatIsReadTwiceIsReadAsOnce() {
    var definitions = definitions("e(const char *s) \"%s\"\n");
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
    var lines = LINE.repeat(200_000);
    driver.send(record("vm", lines, new RecordHeaders()));

    var letters = driver.deadLetters();
    assertThat(letters).hasSize(4).allMatch(letter -> letter.getReason().equals("TOO_LARGE"));
    assertThat(putBack(letters, lines.length())).isEqualTo(lines.getBytes(UTF_8));
    decodesTheNext();
  }

  @Test
  void anEventWhoseTopicOrSchemaIsRefusedIsADeadLetterAndOthersGoOn() {
    var definitions = definitions("bad(int n) \"n %d\"\ngood(int n) \"n %d\"\n");
    driver.publish(definitions);
    targets.with("bad", EventTarget.refused("no topic for it"));
    driver.send(Raw.log("vm", "good n 1\nbad n 2\ngood n 3\n").of(definitions));
    driver.send(Raw.log("vm", "bad n 4\ngood n 5\n").of(definitions));

    assertThat(driver.values("good", "n")).containsExactly(1L, 3L, 5L);
    assertThat(driver.deadLetters())
        .extracting(l -> l.getReason() + " " + l.getDetail() + ": " + utf8(l.getBytes().array()))
        .containsExactly("REFUSED no topic for it: bad n 2", "REFUSED no topic for it: bad n 4");
    driver.advance(Duration.ofSeconds(1));
    assertThat(driver.ledger().get(0)).contains("5 read = 3 typed + 0 filtered + 2 dead");
  }

  @Test
  void aForeignTopicGetsTimesAndSizesThatItTakes() {
    var definitions = definitions("e(const char *s) \"%s\"\n");
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

    var letter = onlyLetter();
    assertThat(letter.getReason()).isEqualTo("DEFINITIONS_INVALID");
    assertThat(letter.getDetail())
        .contains("the event's name has 241 characters; at most 194 can be the name of a topic");
  }

  @Test
  void aRecordAtWhichTheStageFailsAgainAndAgainIsTakenOut() {
    var at =
        new RawRecord("vm".getBytes(UTF_8), LINE.getBytes(UTF_8), 0, "qtrace-raw", 0, 0, Map.of());
    for (int i = 0; i < Quarantine.MAX_FAILURES; i++) {
      assertThat(driver.quarantine().failed(at, new IllegalStateException("odd")))
          .isInstanceOf(RecordFailedException.class);
    }
    driver.send(Raw.log("vm", LINE));
    driver.send(Raw.log("vm", LINE));

    assertThat(onlyLetter())
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
    driver.send(Raw.log("vm", LINE));

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
    decodesTheNext();
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

  @Test
  void nothingThatHeadersSayStopsThePartition() {
    var random = new Random(7);
    byte[][] values = {
      null,
      {},
      " ".getBytes(UTF_8),
      "simple".getBytes(UTF_8),
      "log".getBytes(UTF_8),
      {(byte) 0xff, (byte) 0xfe, 0},
      "9223372036854775807".getBytes(UTF_8),
      "-9223372036854775808".getBytes(UTF_8),
      "1e9".getBytes(UTF_8),
      "\u0663".getBytes(UTF_8),
      "a;generation=;offset=9999999999999999999".getBytes(UTF_8),
      ";generation=x;generation=y;offset=3".getBytes(UTF_8),
      "a\0life".getBytes(UTF_8),
      filled(70_000, 'x')
    };
    String[] names = {
      "qtrace-format",
      "qtrace-vm",
      "qtrace-host",
      "qtrace-source",
      "qtrace-heartbeat-ns",
      "qtrace-replayed",
      "qtrace-clock-offset-ns",
      "",
      "\0"
    };
    byte[][] keys = {null, {}, "vm".getBytes(UTF_8), {(byte) 0xff}, "a/b".getBytes(UTF_8)};
    byte[][] bodies = {
      null,
      {},
      {0},
      LINE.getBytes(UTF_8),
      new SimpleTrace().header().toBytes(),
      Arrays.copyOf(new SimpleTrace().header().toBytes(), 11)
    };
    for (int i = 0; i < 60; i++) {
      var headers = new RecordHeaders();
      for (int j = random.nextInt(6); j > 0; j--) {
        headers.add(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
      }
      var time = Instant.ofEpochMilli(random.nextBoolean() ? 0 : RecordTime.LAST_MS);
      driver.send(
          new TestRecord<>(
              keys[random.nextInt(keys.length)],
              bodies[random.nextInt(bodies.length)],
              headers,
              time));
    }
    decodesTheNext();
  }

  private void decodesTheNext() {
    driver.typed("runstate_set");
    driver.deadLetters();
    driver.send(Raw.log("canary", LINE));
    assertThat(driver.typed("runstate_set")).hasSize(1);
    assertThat(driver.deadLetters()).isEmpty();
  }

  private DeadLetter onlyLetter() {
    var letters = driver.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private byte[] ledgerEntryOf(String vm) {
    byte[] entry = driver.store(Node.LEDGER_STORE).get(vm + "/");
    return entry == null ? new byte[1 << 20] : entry;
  }

  private static long sizeOf(List<DeadLetter> letters) {
    var framed = new Framed<>(1, DeadLetter.class);
    return letters.stream().mapToLong(letter -> framed.frame(letter).length).sum();
  }

  /** Without what ends them, which is no part of a line's dead letter. */
  private static String linesOf(byte[] raw) {
    return utf8(raw).replace("\0", "").replace("\n", "");
  }

  /** The dead letters' bytes where they were in the raw record, zero elsewhere. */
  private static byte[] putBack(List<DeadLetter> letters, int size) {
    var raw = new byte[size];
    for (var letter : letters) {
      var bytes = letter.getBytes().array();
      int from = 0;
      var parts = letter.getParts();
      if (parts.isEmpty()) {
        System.arraycopy(bytes, 0, raw, letter.getPosition(), bytes.length);
      }
      for (var part : parts) {
        System.arraycopy(bytes, from, raw, part.getPosition(), part.getSize());
        from += part.getSize();
      }
    }
    return raw;
  }

  private static TestRecord<byte[], byte[]> record(
      @Nullable String vm, String value, Headers headers) {
    var key = vm == null ? null : vm.getBytes(UTF_8);
    return new TestRecord<>(key, value.getBytes(UTF_8), headers, DecodeDriver.NOON);
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }

  private static byte[] filled(int bytes, char with) {
    var filled = new byte[bytes];
    Arrays.fill(filled, (byte) with);
    return filled;
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
