package io.qtrace.format;

import static io.qtrace.format.ArgumentKind.INTEGER;
import static io.qtrace.format.ArgumentKind.POINTER;
import static io.qtrace.format.ArgumentKind.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qtrace.format.Measure.Absent;
import io.qtrace.format.Measure.Fixed;
import io.qtrace.format.Measure.FromArgument;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CFormatTest {

  private static Conversion only(String format) {
    var conversions = CFormat.parse(format).conversions();
    assertThat(conversions).hasSize(1);
    return conversions.get(0);
  }

  @Test
  void splitsAFormatIntoLiteralsAndConversions() {
    assertThat(CFormat.parse("at 0x%lx: '%s'").pieces())
        .containsExactly(
            new Literal("at 0x"),
            new Conversion(5, 8, Set.of(), new Absent(), new Absent(), Length.L, 'x', 0),
            new Literal(": '"),
            new Conversion(11, 13, Set.of(), new Absent(), new Absent(), Length.INT, 's', 1),
            new Literal("'"));
  }

  @Test
  void anEmptyFormatHasNoPieces() {
    assertThat(CFormat.parse("")).isEqualTo(new CFormat(List.of(), 0));
  }

  @Test
  void joinsPercentSignsWithTheTextAroundThem() {
    assertThat(CFormat.parse("100%% of %%d").pieces()).containsExactly(new Literal("100% of %d"));
  }

  @Test
  void literalsAreUtf8AndPrivateUseCharactersAreSingleBytes() {
    var literal = (Literal) CFormat.parse("\u00e9\uefe9\ud83d\ude00").pieces().get(0);

    assertThat(literal.bytes()).containsExactly(0xc3, 0xa9, 0xe9, 0xf0, 0x9f, 0x98, 0x80);
  }

  @Test
  void readsFlagsInAnyOrderAndMoreThanOnce() {
    assertThat(only("%-+ #0-8d").flags())
        .containsExactlyInAnyOrder(Flag.LEFT, Flag.PLUS, Flag.SPACE, Flag.ALTERNATE, Flag.ZERO);
  }

  @Test
  void readsWidthAndPrecision() {
    var conversion = only("%016.8x");

    assertThat(conversion.width()).isEqualTo(new Fixed(16));
    assertThat(conversion.precision()).isEqualTo(new Fixed(8));
    assertThat(conversion.has(Flag.ZERO)).isTrue();
  }

  @Test
  void aDotAloneIsPrecisionZero() {
    assertThat(only("%.d").precision()).isEqualTo(new Fixed(0));
  }

  @Test
  void starsTakeArgumentsInFrontOfTheValue() {
    var format = CFormat.parse("%d %0*lx %*.*s");

    assertThat(format.arguments()).isEqualTo(6);
    assertThat(format.conversions().get(1).width()).isEqualTo(new FromArgument(1));
    assertThat(format.conversions().get(1).argument()).isEqualTo(2);
    assertThat(format.conversions().get(2).width()).isEqualTo(new FromArgument(3));
    assertThat(format.conversions().get(2).precision()).isEqualTo(new FromArgument(4));
    assertThat(format.conversions().get(2).argument()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "%d, INT, 32",
    "%hhd, HH, 8",
    "%hu, H, 16",
    "%lx, L, 64",
    "%lli, LL, 64",
    "%zu, Z, 64",
    "%td, T, 64",
    "%jo, J, 64",
    "%LX, LONG_DOUBLE, 64"
  })
  void readsLengthModifiers(String format, Length length, int bits) {
    assertThat(only(format).length()).isEqualTo(length);
    assertThat(only(format).length().bits()).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ab %k|4|5|unknown conversion '%k'; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "%lk|2|3|unknown conversion '%lk'; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "%n|1|2|unknown conversion '%n'; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "%1$d|2|3|unknown conversion '%1$'; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "%'d|1|2|unknown conversion '%''; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "%-%|2|3|unknown conversion '%-%'; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "%.-3d|2|3|unknown conversion '%.-'; use d i u x X o e f g c s p m, or '%%' for a percent sign",
        "100%|3|4|the format ends inside the conversion '%'; write '%%' for a percent sign",
        "%d %-08l|3|8|the format ends inside the conversion '%-08l'; write '%%' for a percent sign",
        "%Lf|0|3|'%Lf' takes no length modifier; write '%f'",
        "%5m|0|3|'%5m' has a width or the like; write '%m'",
        "%ls|0|3|'%ls' takes no length modifier; write '%s'",
        "%5hhc|0|5|'%5hhc' takes no length modifier; write '%c'",
        "%4096d|0|5|width 4096 is too large; at most 4095 are printed",
        "%.99999999999d|0|13|precision 99999999999 is too large; at most 4095 are printed",
      })
  void refusesWithAPositionAndWhatToDo(String format, int from, int to, String message) {
    var problem = catchThrowableOfType(InvalidFormatException.class, () -> CFormat.parse(format));

    assertThat(problem).hasMessage(message);
    assertThat(problem.from()).isEqualTo(from);
    assertThat(problem.to()).isEqualTo(to);
  }

  @Test
  void refusesANulSinceCWouldStopThere() {
    assertThatThrownBy(() -> CFormat.parse("ab\0cd"))
        .isInstanceOf(InvalidFormatException.class)
        .hasMessage("a NUL ends the format for C; remove it and what follows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%d", "%d %s", "%c %s %p", "%p %s %lx"})
  void acceptsFormatsThatTakeAllArgumentsOrFewer(String format) {
    assertThatCode(() -> CFormat.parse(format).requirePrints(List.of(INTEGER, STRING, POINTER)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%d %s %p %u|9|11|the format takes argument 4 but the event has 3; add the argument or remove the conversion",
        "%d %s %p %*u|9|12|the format takes argument 4 but the event has 3; add the argument or remove the conversion",
        "n=%s|2|4|'%s' prints argument 1, which is not a string; declare it as 'const char *' or use another conversion",
        "%d %s %s|6|8|'%s' prints argument 3, which is not a string; declare it as 'const char *' or use another conversion",
        "%d %-5lx|3|8|'%x' prints argument 2, which is a string; use '%s'",
        "%d %p|3|5|'%p' prints argument 2, which is a string; use '%s'",
        "%f|0|2|'%f' prints argument 1, which is not a floating-point number; declare it as 'double' or use another conversion",
        "%d %*d|3|6|'*' takes argument 2, which is not an integer; give a width in the format",
      })
  void namesTheConversionThatCanNotPrintItsArgument(
      String format, int from, int to, String message) {
    var parsed = CFormat.parse(format);

    var problem =
        catchThrowableOfType(
            InvalidFormatException.class,
            () -> parsed.requirePrints(List.of(INTEGER, STRING, POINTER)));

    assertThat(problem).hasMessage(message);
    assertThat(problem.from()).isEqualTo(from);
    assertThat(problem.to()).isEqualTo(to);
  }
}
