package io.qtrace.render;

import static io.qtrace.render.TestEvent.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.format.CFormat;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextRendererTest {

  @Test
  void printsNameAndFormattedArguments() {
    var declaration =
        "state(uint64_t offset, const char *from, int ret) \"offset 0x%\"PRIx64\" from '%s' %d\"";

    assertThat(text(declaration, 0x1000, "populated", -22))
        .isEqualTo("state offset 0x1000 from 'populated' -22\n");
  }

  @Test
  void aSpaceFollowsTheNameOfAnEventWithoutFormat() {
    assertThat(text("ev(void)")).isEqualTo("ev \n");
    assertThat(text("ev(void) \"\"")).isEqualTo("ev \n");
    assertThat(text("ev(int unused)", 5)).isEqualTo("ev \n");
  }

  @Test
  void printsTheAddressOfBytes() {
    assertThat(text("page(int n, const uint8_t *buf) \"%d '%s'\"", 1, 0x10))
        .isEqualTo("page 1 '0x10'\n");
    assertThat(text("page(const unsigned char *buf) \"%.3s\"", 0)).isEqualTo("page (nil)\n");
  }

  @Test
  void ignoresArgumentsThatTheFormatDoesNotTake() {
    assertThat(text("ev(int a, const char *s, int b) \"a=%d\"", 1, "unused", 2))
        .isEqualTo("ev a=1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "%d, -5, -5",
    "%u, -5, 4294967291",
    "%x, -5, fffffffb",
    "%lx, -5, fffffffffffffffb",
    "%d, 4294967295, -1",
    "%hhd, 255, -1",
    "%hhu, 511, 255",
    "%hd, 32768, -32768",
    "%hx, -1, ffff",
    "%ld, -9223372036854775808, -9223372036854775808",
    "%lu, -1, 18446744073709551615",
    "%zu, -1, 18446744073709551615",
    "%o, -1, 37777777777",
    "%X, 48879, BEEF",
    "%#X, 48879, 0XBEEF",
    "%08x, 2748, 00000abc",
    "%016lx, -1, ffffffffffffffff",
    "%.8x, 2748, 00000abc",
    "%8.8x, 2748, 00000abc",
    "%2.2x, 2748, abc",
    "%0x, 0, 0",
    "%#x, 0, 0",
    "%#o, 8, 010",
    "%+d, 7, +7",
    "%05d, -42, -0042",
  })
  void printsTheBitsThatTheLengthModifierSelects(String conversion, long value, String printed) {
    assertThat(text("ev(int64_t v) \"" + conversion + "\"", value))
        .isEqualTo("ev " + printed + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "[%20s], [               short]",
        "[%-8s], [short   ]",
        "[%.3s], [sho]",
        "[%2s], [short]",
        "[%6.1s], [     s]",
        "[%.0s], []",
      })
  void printsStringsInFields(String conversion, String printed) {
    assertThat(text("ev(const char *s) \"" + conversion + "\"", "short"))
        .isEqualTo("ev " + printed + "\n");
  }

  @Test
  void measuresStringsInBytes() {
    assertThat(text("ev(const char *s) \"%.3s|\"", new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'}))
        .isEqualTo("ev a\u00ff\u00c3|\n");
  }

  @Test
  void aStringEndsAtANulAsInC() {
    byte[] chimera = {'p', 'c', 'i', '-', 0, 1, 2};

    assertThat(text("ev(const char *s, int i) \"'%s' %d\"", chimera, 3)).isEqualTo("ev 'pci-' 3\n");
    assertThat(text("ev(const char *s) \"[%6s]\"", (Object) chimera)).isEqualTo("ev [  pci-]\n");
  }

  @Test
  void printsCharactersAsBytes() {
    assertThat(text("ev(char a, char b, char c) \"%c%c%c\"", 'b' + 0, 0, -23))
        .isEqualTo("ev b\0\u00e9\n");
  }

  @Test
  void printsPointersAsGlibcDoes() {
    assertThat(text("ev(void *a, void *b, void *c) \"%p %p [%8p]\"", 0, 0x7f0011223344L, 0))
        .isEqualTo("ev (nil) 0x7f0011223344 [   (nil)]\n");
  }

  @Test
  void takesWidthAndPrecisionFromArguments() {
    var declaration = "ev(int w, uint64_t v, int p, const char *s) \"0x%0*lx %.*s|%%\"";

    assertThat(text(declaration, 8, 0xabc, 2, "text")).isEqualTo("ev 0x00000abc te|%\n");
    assertThat(text(declaration, -8, 0xabc, -2, "text")).isEqualTo("ev 0xabc      text|%\n");
  }

  @Test
  void cutsDownAWidthFromADamagedRecord() {
    var line = text("ev(int w, int v) \"%*d\"", Integer.MIN_VALUE, 7);

    assertThat(line).hasSize("ev \n".length() + CFormat.MAX_MEASURE).startsWith("ev 7   ");
  }

  @Test
  void printsLiteralBytesAsTheyAre() {
    assertThat(text("ev(void) \"\\t\\xe9 \u00e9 100%%\""))
        .isEqualTo("ev \t\u00e9 \u00c3\u00a9 100%\n");
  }

  @Test
  void appendsToWhatIsThere() {
    var renderer = LogTextRenderer.compile(TestEvent.definition("ev(int a) \"a=%d\""));
    var out = new GrowableBytes(1);

    renderer.render(TestEvent.of(ByteOrder.LITTLE_ENDIAN, 1), out);
    renderer.render(TestEvent.of(ByteOrder.BIG_ENDIAN, 2), out);

    assertThat(TestEvent.latin1(out)).isEqualTo("ev a=1\nev a=2\n");
  }
}
