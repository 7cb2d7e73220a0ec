package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Each conversion and flag: what is read, and what is refused because printf would not print it.
 */
class ConversionTest {

  private static String read(String arguments, String format, String text) {
    var definitions =
        Definitions.parse(
            "mine",
            "an_event(%s) \"%s\"\n".formatted(arguments, format).getBytes(StandardCharsets.UTF_8));
    var found = LogRecorder.read(definitions, "an_event " + text + "\n");
    assertThat(found).hasSize(1);
    return found.get(0).replaceFirst("^an_event", "").replaceFirst(";.*", "");
  }

  private static void assertRefused(String arguments, String format, String text) {
    assertThat(read(arguments, format, text)).startsWith("MISMATCH: column ");
  }

  @Test
  void signedNumbersAreSignExtended() {
    assertThat(read("int8_t a, int b", "%d %d", "-128 -5")).isEqualTo("(-128, -5)");
    assertThat(read("int64_t a", "%ld", "-9223372036854775808"))
        .isEqualTo("(-9223372036854775808)");
    assertThat(read("int a", "%d", "-2147483648")).isEqualTo("(-2147483648)");
    assertThat(read("int a", "%u", "4294967291")).isEqualTo("(-5)");
    assertThat(read("int a", "0x%x", "0xfffffffb")).isEqualTo("(-5)");
    assertThat(read("int8_t a", "0x%x", "0xffffff80")).isEqualTo("(-128)");
    assertThat(read("int8_t a", "%hhx", "80")).isEqualTo("(-128)");
    assertThat(read("int16_t a", "%hu", "65535")).isEqualTo("(-1)");
  }

  @Test
  void unsignedNumbersAreZeroExtended() {
    assertThat(read("uint64_t a", "%lu", "18446744073709551615")).isEqualTo("(-1)");
    assertThat(read("uint64_t a", "%lx", "8000000000000000")).isEqualTo("(-9223372036854775808)");
    assertThat(read("uint32_t a", "%d", "-1")).isEqualTo("(4294967295)");
    assertThat(read("uint8_t a, bool b", "%u %d", "255 1")).isEqualTo("(255, 1)");
    assertThat(read("uint8_t a", "%hhd", "-1")).isEqualTo("(255)");
    assertThat(read("uint64_t a", "%o", "37777777777")).isEqualTo("(4294967295)");
    assertThat(read("uint64_t a", "%lo", "1777777777777777777777")).isEqualTo("(-1)");
    assertThat(read("uint32_t a", "%X", "DEADBEEF")).isEqualTo("(3735928559)");
  }

  @Test
  void floatingPointNumbersAreDoubles() {
    assertThat(read("double a, float b", "%f %.2f", "-1.500000 0.25")).isEqualTo("(-1.5, 0.25)");
    assertThat(read("double a", "bandwidth %g", "bandwidth 1.25e+08")).isEqualTo("(1.25E8)");
    assertThat(read("double a, int b", "%g %d", "100000 5")).isEqualTo("(100000.0, 5)");
    assertThat(read("double a", "%lf%%", "12.000000%")).isEqualTo("(12.0)");
    assertThat(read("double a", "%e", "1.000000e-05")).isEqualTo("(1.0E-5)");
    assertThat(read("double a", "%E|", "1.000000E+100|")).isEqualTo("(1.0E100)");
    assertThat(read("double a, double b", "%g %g", "inf -nan")).isEqualTo("(Infinity, NaN)");
    assertThat(read("double a", "%G", "INF")).isEqualTo("(Infinity)");
    assertThat(read("double a", "%.0f.", "3.")).isEqualTo("(3.0)");
    assertThat(read("double a", "%.1f5", "2.55")).isEqualTo("(2.5)");
    assertThat(read("double a", "%#.0f", "3.")).isEqualTo("(3.0)");
    assertThat(read("double a", "[%8.2f]", "[    1.25]")).isEqualTo("(1.25)");
    assertThat(read("double a", "[%-8.2f]", "[1.25    ]")).isEqualTo("(1.25)");
    assertThat(read("double a", "%08.2f", "-0001.25")).isEqualTo("(-1.25)");
    assertThat(read("double a", "%+.1f", "+0.5")).isEqualTo("(0.5)");
    assertThat(read("int p, double a", "%.*f", "0.125")).isEqualTo("(3, 0.125)");
    assertThat(read("int w, double a", "[%*.1f]", "[  0.5]")).isEqualTo("(5, 0.5)");
    assertThat(read("int n, double unprinted", "%d", "1")).isEqualTo("(1, 0.0)");
  }

  @Test
  void floatingPointNumbersThatPrintfWouldWriteOtherwiseAreRefused() {
    assertRefused("double a", "%f", "1.5");
    assertRefused("double a", "%f", "01.500000");
    assertRefused("double a", "%f", "x");
    assertRefused("double a", "%f", "");
    assertRefused("double a", "%.0f", "1.");
    assertRefused("double a", "%e", "1.000000");
    assertRefused("double a", "%e", "10.000000e+00");
    assertRefused("double a", "%g", "1.5E+08");
    assertRefused("double a", "%+f", "1.000000");
    assertRefused("double a", "%08.2f", "1.25");
  }

  @Test
  void numbersOutsideTheirTypeAreRefused() {
    assertRefused("uint8_t a", "%u", "256");
    assertRefused("uint8_t a", "%d", "-1");
    assertRefused("int8_t a", "%d", "128");
    assertRefused("int16_t a", "%d", "-32769");
    assertRefused("bool a", "%d", "2");
    assertRefused("bool a", "0x%x", "0x2");
    assertRefused("int a", "%d", "2147483648");
    assertRefused("uint32_t a", "%u", "4294967296");
    assertRefused("uint32_t a", "%x", "100000000");
    assertRefused("uint64_t a", "%lu", "18446744073709551616");
    assertRefused("uint64_t a", "%lu", "99999999999999999999");
    assertRefused("int64_t a", "%ld", "9223372036854775808");
    assertRefused("int64_t a", "%ld", "-9223372036854775809");
    assertRefused("uint64_t a", "%lo", "2000000000000000000000");
  }

  @Test
  void numbersThatPrintfWouldWriteOtherwiseAreRefused() {
    assertRefused("int a", "%d", "");
    assertRefused("int a", "%d", "-");
    assertRefused("int a", "%d", "-0");
    assertRefused("int a", "%d", "+5");
    assertRefused("int a", "%d", "05");
    assertRefused("uint64_t a", "%lx", "0ff");
    assertRefused("uint64_t a", "%lx", "FF");
    assertRefused("uint64_t a", "%lX", "ff");
    assertRefused("uint32_t a", "%02x", "f");
    assertRefused("uint32_t a", "%02x", "0ff");
    assertRefused("uint32_t a", "%o", "8");
  }

  @Test
  void zerosFillUpToWidthOrPrecision() {
    assertThat(read("uint32_t a, uint64_t b", "%02x %016lx", "0a 0123456789abcdef"))
        .isEqualTo("(10, 81985529216486895)");
    assertThat(read("uint32_t a", "%02x", "123")).isEqualTo("(291)");
    assertThat(read("int a", "%05d", "-0001")).isEqualTo("(-1)");
    assertThat(read("int a", "%05d", "-12345")).isEqualTo("(-12345)");
    assertThat(read("uint32_t a", "%.8x", "0000beef")).isEqualTo("(48879)");
    assertThat(read("uint32_t a", "%2.2x", "07")).isEqualTo("(7)");
    assertThat(
            read(
                "uint32_t a, uint32_t b",
                "%020u %024o",
                "00000000004294967295 000000000000000000000007"))
        .isEqualTo("(4294967295, 7)");
  }

  @Test
  void spacesFillUpToWidth() {
    assertThat(read("int a, unsigned b", "[%5d] [%-5u]", "[    1] [2    ]")).isEqualTo("(1, 2)");
    assertThat(read("int a, unsigned b", "[%5d] [%-5u]", "[-1234567] [12345678]"))
        .isEqualTo("(-1234567, 12345678)");
    assertThat(read("uint32_t a", "[%6.4x]", "[  00ff]")).isEqualTo("(255)");
    assertRefused("int a", "[%5d]", "[   1]");
    assertRefused("int a", "[%5d]", "[ 12345]");
    assertRefused("int a", "[%-5d]", "[1   ]");
    assertRefused("int a", "[%-5d]", "[1     ]");
  }

  @Test
  void signsAndPrefixesFollowTheFlags() {
    assertThat(read("int a, int b, int c, int d", "%+d %+d % d % d", "+5 -5  5 -5"))
        .isEqualTo("(5, -5, 5, -5)");
    assertThat(read("unsigned a, uint64_t b, unsigned c", "%#x %#lx %#X", "0 0xff 0XFF"))
        .isEqualTo("(0, 255, 255)");
    assertThat(read("unsigned a, unsigned b", "%#o %#o", "0 017")).isEqualTo("(0, 15)");
    assertThat(read("unsigned a", "%#010x", "0x000000ff")).isEqualTo("(255)");
    assertRefused("int a", "%+d", "5");
    assertRefused("unsigned a", "%#x", "0x0");
    assertRefused("unsigned a", "%#x", "ff");
    assertRefused("unsigned a", "%#o", "17");
  }

  @Test
  void aStarIsTheWidthPrinted() {
    assertThat(read("int w, uint64_t a", "0x%0*lx", "0x00000abc")).isEqualTo("(8, 2748)");
    assertThat(read("int w, int a", "%*d", "   -5")).isEqualTo("(5, -5)");
    assertThat(read("int p, int a", "%.*d", "0005")).isEqualTo("(4, 5)");
    assertThat(read("int w, const char *s, int n", "%*s %d", "abc 5")).isEqualTo("(3, \"abc\", 5)");
    assertThat(read("int p, const char *s", "%.*s", "abc")).isEqualTo("(3, \"abc\")");
    assertThat(read("int w, void *a", "%*p|", "  0x10|")).isEqualTo("(6, 16)");
  }

  @Test
  void pointersAreHexadecimalOrNil() {
    assertThat(read("void *a, uint8_t *b", "%p,%p", "0x7f0011223344,(nil)"))
        .isEqualTo("(139638264181572, 0)");
    assertThat(read("void *a", "%p", "0xffffffffffffffff")).isEqualTo("(-1)");
    assertThat(read("void *a, void *b", "[%8p][%-8p]", "[   (nil)][0x10    ]"))
        .isEqualTo("(0, 16)");
    assertRefused("void *a", "%p", "0x");
    assertRefused("void *a", "%p", "10");
    assertRefused("void *a", "%p", "0x12345678123456781");
    assertRefused("void *a", "%p", "(null)");
  }

  @Test
  void charactersAreAnyByte() {
    assertThat(read("char a", "%c", "b")).isEqualTo("(98)");
    assertThat(read("char a", "'%c'", "'\u00e9'")).isEqualTo("(-23)");
    assertThat(read("uint8_t a, int b", "%c%c", "\u00e9\u00e9")).isEqualTo("(233, 233)");
    assertThat(read("char a", "(%c)", "(\0)")).isEqualTo("(0)");
    assertThat(read("char a, char b", "[%3c][%-3c]", "[  a][b  ]")).isEqualTo("(97, 98)");
    assertRefused("char a", "%c", "");
    assertRefused("char a", "[%3c]", "[ a]");
  }

  @Test
  void stringsReachAsFarAsTheRestNeeds() {
    assertThat(read("const char *a", "%s", "any \1 \u00ff text"))
        .isEqualTo("(\"any \1 \u00ff text\")");
    assertThat(read("const char *a", "%s", "")).isEqualTo("(\"\")");
    assertThat(read("const char *a", "'%s'", "'it's 'quoted''")).isEqualTo("(\"it's 'quoted'\")");
    assertThat(
            read(
                "const char *a, unsigned x, const char *b",
                "%s: x=%u %s",
                "name: x=5: x=6 tail x=7"))
        .isEqualTo("(\"name: x=5\", 6, \"tail x=7\")");
    assertThat(
            read(
                "const char *a, const char *b",
                "name %s location %s",
                "name kernel location x location y"))
        .isEqualTo("(\"kernel\", \"x location y\")");
    assertThat(read("const char *a, void *h, int n", "%s@%p: n %d", "id@0x10: n 1@0x20: n 2"))
        .isEqualTo("(\"id@0x10: n 1\", 32, 2)");
    assertThat(read("const char *a, int n", "set %s%d to", "set fp12 to"))
        .isEqualTo("(\"fp\", 12)");
    assertRefused("const char *a, int n", "%s n=%d", "x n=");
  }

  @Test
  void stringsOfTheSamePlaceGoToTheLast() {
    assertThat(read("const char *a, const char *b", "%s%s", "text")).isEqualTo("(\"\", \"text\")");
  }

  @Test
  void nullIsTheEmptyString() {
    assertThat(read("const char *a, const char *b", "%s, '%s'", "(null), '(null)'"))
        .isEqualTo("(\"\", \"\")");
    assertThat(read("const char *a", "[%8s]", "[  (null)]")).isEqualTo("(\"\")");
  }

  @Test
  void paddingIsTakenOffStringsShorterThanTheirField() {
    assertThat(read("const char *a, const char *b", "[%6s] [%-6s]", "[ short] [x     ]"))
        .isEqualTo("(\"short\", \"x\")");
    assertThat(read("const char *a", "[%6s]", "[ longer]")).isEqualTo("(\" longer\")");
    assertThat(read("const char *a", "[%-6s]", "[longer ]")).isEqualTo("(\"longer \")");
    assertRefused("const char *a", "[%6s]", "[abc]");
    assertThat(read("const char *a, int n", "%.3s n=%d", "abc n=6")).isEqualTo("(\"abc\", 6)");
    assertRefused("const char *a, int n", "%.3s n=%d", "abcd n=6");
  }

  @Test
  void numbersWithNothingBetweenGiveTheLaterOnesTheirMinimum() {
    assertThat(read("uint32_t a, uint32_t b", "%02x%02x", "1234")).isEqualTo("(18, 52)");
    assertThat(read("uint32_t a, uint32_t b", "%02x%02x", "12304")).isEqualTo("(291, 4)");
    assertThat(read("uint8_t a, uint8_t b, uint8_t c", "%02x%02x%02x", "0102ff"))
        .isEqualTo("(1, 2, 255)");
    assertThat(read("uint32_t a, uint32_t b", "%x%08x", "1200000abc")).isEqualTo("(18, 2748)");
    assertThat(read("int a, char c", "%d%c", "12x")).isEqualTo("(12, 120)");
    assertRefused("uint8_t a, uint8_t b", "%02x%02x", "12345");
  }

  @Test
  void numbersLeaveDigitsToTheLiteralBehindThem() {
    assertThat(read("uint32_t a, uint32_t b", "0x%02x0x%02x", "0x120x34")).isEqualTo("(18, 52)");
    assertThat(read("uint32_t a, uint32_t b", "0x%x0x%08x", "0x1200x00000034"))
        .isEqualTo("(288, 52)");
    assertThat(read("uint64_t a, uint32_t b", "0x%lxbarsize 0x%x", "0x1babarsize 0x5"))
        .isEqualTo("(442, 5)");
    assertThat(read("uint32_t a", "%x8", "88")).isEqualTo("(8)");
  }

  @Test
  void literalsAreAnyBytesOfAnyLength() {
    var literal = "a literal of much more than sixteen bytes, in which each byte counts: ";
    assertThat(read("int a", literal + "%d", literal + "5")).isEqualTo("(5)");
    assertThat(read("int a", literal + "%d", literal.replace("each", "eech") + "5"))
        .isEqualTo(
            "MISMATCH: column 58: expected 'ich each byte co' of event 'an_event' but found 'ich eech byte counts: 5'");
    assertThat(read("int a", "%d%% of", "50% of")).isEqualTo("(50)");
    assertThat(read("int a", "caf\\xe9 %d", "caf\u00e9 5")).isEqualTo("(5)");
    assertThat(read("int a", "\\t\\\"%d\\\"", "\t\"5\"")).isEqualTo("(5)");
  }

  @Test
  void argumentsNotPrintedAreZeroOrEmpty() {
    assertThat(read("int a, const char *b, int c", "a=%d", "a=5")).isEqualTo("(5, \"\", 0)");
    assertThat(read("int a, const char *b", "", "")).isEqualTo("(0, \"\")");
  }
}
