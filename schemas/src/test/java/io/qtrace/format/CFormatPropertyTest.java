package io.qtrace.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

@Tag("slow")
class CFormatPropertyTest {

  /** Any mixture of the characters that mean something. */
  @Property(tries = 20_000)
  void isParsedOrRefusedAtAPlaceInIt(
      @ForAll
          @StringLength(max = 12)
          @Chars({
            '%', '%', '*', '.', '0', '9', '-', '#', 'l', 'h', 'd', 'x', 's', 'p', 'f', '\0', 'z',
            '\uef80'
          })
          String format) {
    try {
      var parsed = CFormat.parse(format);
      assertThat(parsed.conversions()).hasSizeLessThanOrEqualTo(parsed.arguments());
    } catch (InvalidFormatException e) {
      assertThat(e.from()).isBetween(0, e.to() - 1);
      assertThat(e.to()).isLessThanOrEqualTo(format.length());
      assertThat(e.problem()).isNotEmpty();
    }
  }

  @Property
  void isParsedOrRefusedWhateverTheCharacters(@ForAll String format) {
    try {
      assertThat(CFormat.parse(format).arguments()).isBetween(0, format.length());
    } catch (InvalidFormatException e) {
      assertThat(e.to()).isBetween(1, format.length());
    }
  }

  @Property
  void whatCCompilesIsParsedAndTakesItsArgumentsInOrder(@ForAll long seed) {
    var any = AnyFormat.of(new Random(seed), 10);

    var parsed = CFormat.parse(any.text());

    assertThat(parsed.arguments()).isEqualTo(any.arguments().length());
    int next = 0;
    for (var conversion : parsed.conversions()) {
      next += conversion.width() instanceof Measure.FromArgument ? 1 : 0;
      next += conversion.precision() instanceof Measure.FromArgument ? 1 : 0;
      assertThat(conversion.argument()).isEqualTo(next++);
      assertThat(any.text().substring(conversion.from(), conversion.to()))
          .startsWith("%")
          .endsWith(String.valueOf(conversion.type()));
    }
  }
}
