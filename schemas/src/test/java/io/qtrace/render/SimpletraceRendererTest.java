package io.qtrace.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.TraceEventsParser;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpletraceRendererTest {

  private static final String DECLARATIONS =
      """
      none(void) "nothing"
      mixed(int ret, const char *name, void *p) "%d %s %p"
      text(const char *s) "%s"
      """;

  private final GrowableBytes out = new GrowableBytes(0);
  private SimpletraceRenderer renderer;

  @BeforeEach
  void startATrace() {
    renderer = new SimpletraceRenderer(TraceEventsParser.parse("test", DECLARATIONS));
  }

  private void event(int definition, long timestampNs, Object... arguments) {
    var event = TestEvent.of(ByteOrder.LITTLE_ENDIAN, arguments);
    event.definition = definition;
    event.timestampNs = timestampNs;
    event.pid = 4711;
    renderer.event(event, out);
  }

  private String printed() {
    var text = TestEvent.latin1(out);
    out.clear();
    return text;
  }

  @Test
  void printsNumbersAsRawHexadecimalAndStringsAsPythonBytes() {
    event(1, 1_000_000, -22, "pc.ram", 0);

    assertThat(printed())
        .isEqualTo("mixed 0.000 pid=4711 ret=0xffffffffffffffea name=b'pc.ram' p=0x0\n");
  }

  @Test
  void aSpaceEndsTheLineOfAnEventWithoutArguments() {
    event(0, 5);

    assertThat(printed()).isEqualTo("none 0.000 pid=4711 \n");
  }

  @Test
  void readsBigEndianArguments() {
    var event = TestEvent.of(ByteOrder.BIG_ENDIAN, 0x1234, "x", 0xabcdef);
    event.definition = 1;
    renderer.event(event, out);

    assertThat(printed()).isEqualTo("mixed 0.000 pid=0 ret=0x1234 name=b'x' p=0xabcdef\n");
  }

  @Test
  void timeIsRelativeToTheRecordBefore() {
    event(0, 1_000_000);
    event(0, 1_001_388);
    event(0, 1_001_388);
    event(0, 1_001_387);
    event(0, 0);

    assertThat(printed().lines())
        .containsExactly(
            "none 0.000 pid=4711 ",
            "none 1.388 pid=4711 ",
            "none 0.000 pid=4711 ",
            "none -0.001 pid=4711 ",
            "none -1001.387 pid=4711 ");
  }

  @Test
  void droppedRecordsTakePartInTheTime() {
    renderer.dropped(1000, 7, 0xca4, out);
    event(0, 500);
    renderer.dropped(2500, -1, -1, out);

    assertThat(printed().lines())
        .containsExactly(
            "Dropped_Event 0.000 pid=7 num_events_dropped=0xca4",
            "none -0.500 pid=4711 ",
            "Dropped_Event 2.000 pid=4294967295 num_events_dropped=0xffffffffffffffff");
  }

  /** Expected values: Python's {@code '%.3f' % (delta / 1000)}. */
  @ParameterizedTest
  @CsvSource({
    "4000000000000000, 4000000000000.000",
    "4000000000000001, 4000000000000.001",
    "4503599627370497, 4503599627370.497",
    "9007199254740993, 9007199254740.992",
    "9223372036854775807, 9223372036854776.000",
    "9223372036854775808, 9223372036854776.000",
    "18446744073709551615, 18446744073709552.000",
    "18446744073709549569, 18446744073709548.000",
  })
  void largeDeltasAreRoundedAsPythonDoes(String delta, String printed) {
    long timestamp = Long.parseUnsignedLong(delta);
    event(0, 0);
    event(0, timestamp);
    event(0, 0);

    assertThat(printed().lines().skip(1))
        .containsExactly("none " + printed + " pid=4711 ", "none -" + printed + " pid=4711 ");
  }

  /** Expected values: Python's {@code repr}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|b'plain'",
        "``|b''",
        "it's|b\"it's\"",
        "say \"hi\"|b'say \"hi\"'",
        "it's \"both\"|b'it\\'s \"both\"'",
        "back\\slash|b'back\\\\slash'",
        "caf\u00e9|b'caf\\xc3\\xa9'",
      })
  void quotesStringsAsPythonDoes(String text, String repr) {
    event(2, 0, text);

    assertThat(printed()).isEqualTo("text 0.000 pid=4711 s=" + repr + "\n");
  }

  @Test
  void escapesControlCharactersAsPythonDoes() {
    event(2, 0, "\t\n\r\0\u0001\u001f ~\u007f\u000b".getBytes(StandardCharsets.US_ASCII));

    assertThat(printed())
        .isEqualTo("text 0.000 pid=4711 s=b'\\t\\n\\r\\x00\\x01\\x1f ~\\x7f\\x0b'\n");
  }
}
