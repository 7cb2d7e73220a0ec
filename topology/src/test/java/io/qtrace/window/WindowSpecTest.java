package io.qtrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpecTest {

  @ParameterizedTest
  @CsvSource({
    "10s, 10000, 10000, 10s",
    "500ms, 500, 500, 500ms",
    "1500ms, 1500, 1500, 1s500ms",
    "' 1m ', 60000, 60000, 1m",
    "1h, 3600000, 3600000, 1h",
    "90s, 90000, 90000, 1m30s",
    "1m30s, 90000, 90000, 1m30s",
    "24h, 86400000, 86400000, 1d",
    "1m/10s, 60000, 10000, 1m/10s",
    "1h/1m, 3600000, 60000, 1h/1m",
  })
  void isReadFromText(String text, long sizeMs, long advanceMs, String printed) {
    var spec = WindowSpec.parse(text);

    assertThat(spec).isEqualTo(new WindowSpec(sizeMs, advanceMs));
    assertThat(spec).hasToString(printed);
    assertThat(WindowSpec.parse(spec.name())).as("its name is read").isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999, 1000, 61_000, 3_600_001, 90_061_007, 31_536_000_000L})
  void hasTheNameThatAlertsAndGaugesGiveItsLength(long ms) {
    assertThat(new WindowSpec(ms, ms).name()).isEqualTo(Durations.print(Duration.ofMillis(ms)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ten | 'ten' is not a duration such as 10s, 5m or 1h",
        "10 | '10' is not a duration such as 10s, 5m or 1h",
        "1.5s | '1.5s' is not a window such as 10s, 1m, or 1m/10s for one every 10 s",
        "1m/ | '1m/' is not a window such as 10s, 1m, or 1m/10s for one every 10 s",
        "1m/x | 'x' is not a duration such as 10s, 5m or 1h",
        "0s | a window has to be longer than 0, and so has its advance",
        "10s/0s | a window has to be longer than 0, and so has its advance",
        "10s/3s | a window of 10000 ms cannot advance by 3000 ms; the size has to be a multiple of"
            + " it",
        "10s/1m | a window of 10000 ms cannot advance by 60000 ms; the size has to be a multiple"
            + " of it",
        "61s/1s | 61 windows would overlap; at most 60 may",
        "9999999999s | '9999999999s' is not a duration such as 10s, 5m or 1h",
      })
  void saysWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowSpec.parse(text))
        .withMessage(message);
  }

  @Test
  void canBeSeveral() {
    assertThat(WindowSpec.parseAll("10s, 1m/10s"))
        .containsExactly(new WindowSpec(10_000, 10_000), new WindowSpec(60_000, 10_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowSpec.parseAll("10s,"))
        .withMessage("'' is not a window such as 10s, 1m, or 1m/10s for one every 10 s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowSpec.parseAll("60s,1m/10s"))
        .withMessage("'60s,1m/10s' has two windows of one length");
  }

  @Test
  void beginsAtMultiplesSinceTheEpochAndBefore() {
    var spec = WindowSpec.parse("1m/10s");

    assertThat(List.of(0L, 9_999L, 10_000L, -1L, -10_000L, -10_001L).stream().map(spec::lastStart))
        .containsExactly(0L, 0L, 10_000L, -10_000L, -10_000L, -20_000L);
  }
}
