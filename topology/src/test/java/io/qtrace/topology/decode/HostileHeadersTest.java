package io.qtrace.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.bytes.Sha256;
import io.qtrace.contract.DeadLetter;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topic.RecordTime;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever keys and headers say, no partition stops, and nothing long gets any further. */
@Tag("slow")
class HostileHeadersTest {

  private final FakeTargets targets = new FakeTargets();
  private final DecodeDriver driver = new DecodeDriver(targets);

  @AfterEach
  void close() {
    driver.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 300_000, 1_100_000, 4_000_000})
  void aKeyThatIsTooLongIsKeptUnderItsDigest(int bytes) {
    var key = Hostile.filled(bytes, 'k');
    driver.send(new TestRecord<>(key, Hostile.LINE.getBytes(UTF_8)));

    var letter = Hostile.onlyLetter(driver);
    assertThat(letter.getReason()).isEqualTo("BAD_HEADER");
    assertThat(letter.getDetail())
        .isEqualTo("the key has %,d bytes; at most 512 are taken".formatted(bytes));
    assertThat(letter.getVm()).isEqualTo("sha256-" + Sha256.of(key));
    assertThat(letter.getKey().array()).isEqualTo(key);
    assertThat(letter.getBytes().array()).isEqualTo(Hostile.LINE.getBytes(UTF_8));
    assertThat(ledgerEntryOf(letter.getVm()).length).isLessThan(500);
    Hostile.decodesTheNext(driver);
  }

  @Test
  void aKeyThatIsAsLongAsPermittedIsTaken() {
    driver.send(new TestRecord<>(Hostile.filled(512, 'k'), Hostile.LINE.getBytes(UTF_8)));

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
    var value = Hostile.filled(100_000, 'h');
    driver.send(
        Hostile.record("vm", Hostile.LINE.repeat(20_000), new RecordHeaders().add(name, value)));

    var letter = Hostile.onlyLetter(driver);
    assertThat(letter.getReason()).isEqualTo("BAD_HEADER");
    assertThat(letter.getDetail()).isEqualTo(name + " has 100,000 bytes; at most 512 are taken");
    assertThat(letter.getHeaders().get(name).array()).isEqualTo(value);
    assertThat(letter.getHost().length()).isLessThan(100);
    assertThat(driver.typed("runstate_set")).isEmpty();
    Hostile.decodesTheNext(driver);
  }

  @Test
  void headersThatAreTooManyOrTooLargeAreOneDeadLetter() {
    var many = new RecordHeaders();
    IntStream.range(0, 65).forEach(i -> many.add("x-" + i, new byte[0]));
    driver.send(Hostile.record("vm", Hostile.BAD_LINE.repeat(1500), many));
    var large = new RecordHeaders().add("x-junk", Hostile.filled(300_000, 'j'));
    driver.send(Hostile.record("vm", Hostile.BAD_LINE.repeat(1500), large));

    assertThat(driver.deadLetters())
        .extracting(DeadLetter::getDetail)
        .containsExactly(
            "65 headers or more; at most 64 are taken",
            "the headers have 300,006 bytes in all; at most 16,384 are taken");
    Hostile.decodesTheNext(driver);
  }

  @Test
  void ofAMillionHeadersSomeThousandAreKept() {
    var many = new RecordHeaders();
    IntStream.range(0, 1_000_000).forEach(i -> many.add(Integer.toString(i, 36), null));
    driver.send(Hostile.record("vm", Hostile.LINE, many));

    assertThat(Hostile.onlyLetter(driver).getHeaders()).hasSize(4096);
    Hostile.decodesTheNext(driver);
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
      Hostile.filled(70_000, 'x')
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
      Hostile.LINE.getBytes(UTF_8),
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
    Hostile.decodesTheNext(driver);
  }

  private byte[] ledgerEntryOf(String vm) {
    byte[] entry = driver.store(Node.LEDGER_STORE).get(vm + "/");
    return entry == null ? new byte[1 << 20] : entry;
  }
}
