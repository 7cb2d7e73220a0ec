package io.qtrace.cli.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.DeadLetterPart;
import io.qtrace.raw.RawHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawPartTest {

  private static final byte[] SOURCE = "f;generation=1;offset=100".getBytes(UTF_8);

  @Test
  void isAllOfALetterOfOneRun() {
    var parts = RawPart.of(letter("abc").setPosition(7).build());

    assertThat(parts)
        .extracting(RawPartTest::shown)
        .containsExactly("abc in f;generation=1;offset=107");
  }

  @Test
  void isEachRunOfAGatheredLetterAtItsPlace() {
    var gathered =
        letter("abcde")
            .setPosition(0)
            .setCount(4)
            .setParts(List.of(new DeadLetterPart(0, 2), new DeadLetterPart(50, 3)));

    assertThat(RawPart.of(gathered.build()))
        .extracting(RawPartTest::shown)
        .containsExactly("ab in f;generation=1;offset=100", "cde in f;generation=1;offset=150");
  }

  @Test
  void leavesOtherHeadersAlone() {
    var part = RawPart.of(letter("abc").setPosition(7).build()).get(0);

    assertThat(part.header(RawHeaders.HOST, SOURCE)).isEqualTo(SOURCE);
  }

  private static DeadLetter.Builder letter(String bytes) {
    return DeadLetter.newBuilder().setBytes(ByteBuffer.wrap(bytes.getBytes(UTF_8)));
  }

  private static String shown(RawPart part) {
    return new String(part.value(), UTF_8)
        + " in "
        + new String(part.header(RawHeaders.SOURCE, SOURCE), UTF_8);
  }
}
