package io.qtrace.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.text.Diagnostic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatCheckTest {

  private static void assertRefused(String declaration, String diagnostic) {
    assertThatThrownBy(() -> TraceEventsParser.parse("mine", declaration))
        .isInstanceOfSatisfying(
            InvalidTraceEventsException.class,
            e ->
                assertThat(e.diagnostics())
                    .extracting(Diagnostic::toString)
                    .containsExactly(diagnostic.stripTrailing()));
  }

  @Test
  void pointsAtAConversionWithoutArgument() {
    assertRefused(
        "ev(int a) \"a=%d b=%08x\"",
        """
        mine:1:19: error: the format takes argument 2 but the event has 1; add the argument or remove the conversion
          ev(int a) "a=%d b=%08x"
                            ^~~~
        """);
  }

  @Test
  void pointsThroughMacrosAndEscapes() {
    assertRefused(
        "ev(int a, const char *s) \"\\ta=%d \\\"s=%\" PRIx64 \"\\\"\"",
        """
        mine:1:38: error: '%x' prints argument 2, which is a string; use '%s'
          ev(int a, const char *s) "\\ta=%d \\"s=%" PRIx64 "\\""
                                               ^~~~~~~~~
        """);
  }

  @Test
  void pointsAtAnUnknownConversion() {
    assertRefused(
        "ev(int a) \"a=%5k\"",
        """
        mine:1:16: error: unknown conversion '%5k'; use d i u x X o e f g c s p m, or '%%' for a percent sign
          ev(int a) "a=%5k"
                         ^
        """);
  }

  @Test
  void countsWithoutTheHiddenArgumentOfVcpuEvents() {
    assertRefused(
        "vcpu ev(int a) \"a=%d %d\"",
        """
        mine:1:22: error: the format takes argument 2 but the event has 1; add the argument or remove the conversion
          vcpu ev(int a) "a=%d %d"
                               ^~
        """);
    assertThat(TraceEventsParser.parse("mine", "vcpu ev(int a) \"a=%d\"").get(0).format())
        .isEqualTo("cpu=%p a=%d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ev(int a) \"no conversion\"",
        "ev(int a) \"\"",
        "ev(int a)",
        "ev(void) \"100%%\"",
        "ev(int w, uint64_t v) \"0x%0*\" PRIx64",
        "ev(void *p, uint8_t b, bool c) \"%p %c %d\"",
        "ev(double d, float f, const double e) \"%g %.1f %lE\"",
        "ev(double *d) \"%p\"",
        "ev(const uint8_t *a, unsigned char *b, char const *c, int8_t* d) \"%s %.2s %s %s\"",
        "ev(const uint8_t *a) \"%p\"",
        "ev(uint8_t *p, void *q) \"%lx %p\"",
      })
  void acceptsWhatCCompiles(String declaration) {
    assertThat(TraceEventsParser.parse("mine", declaration)).hasSize(1);
  }

  @Test
  void keepsBytesOfEscapesApartFromLetters() {
    var format =
        TraceEventsParser.parse("mine", "ev(void) \"\\xe9\\351\u00e9\\x41\"").get(0).format();

    assertThat(format).isEqualTo("\uefe9\uefe9\u00e9A");
  }
}
