package io.qtrace.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.DeadLetter;
import io.qtrace.definition.Definitions;
import io.qtrace.topology.DecodeDriver;
import io.qtrace.topology.Raw;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** Raw records as somebody may send them who means no good, and that the stage goes on. */
final class Hostile {

  static final String LINE = "runstate_set current_run_state 9 (running) new_state 1 (d)\n";
  static final String BAD_LINE = "runstate_set x\n";

  private Hostile() {}

  static TestRecord<byte[], byte[]> record(@Nullable String vm, String value, Headers headers) {
    var key = vm == null ? null : vm.getBytes(UTF_8);
    return new TestRecord<>(key, value.getBytes(UTF_8), headers, DecodeDriver.NOON);
  }

  static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }

  static byte[] filled(int bytes, char with) {
    var filled = new byte[bytes];
    Arrays.fill(filled, (byte) with);
    return filled;
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static void decodesTheNext(DecodeDriver driver) {
    driver.typed("runstate_set");
    driver.deadLetters();
    driver.send(Raw.log("canary", LINE));
    assertThat(driver.typed("runstate_set")).hasSize(1);
    assertThat(driver.deadLetters()).isEmpty();
  }

  static DeadLetter onlyLetter(DecodeDriver driver) {
    var letters = driver.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  /** The dead letters' bytes where they were in the raw record, zero elsewhere. */
  static byte[] putBack(List<DeadLetter> letters, int size) {
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
}
