package io.qtrace.aggregation.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** State is kept under it, so what means the same keeps it for ever. */
class AggregationIdentityTest {

  private static String identity(String window) {
    var text =
        """
        aggregations:
          - name: rates
            from: [op, other]
            where: length > 3
            let: {big: length > 100}
            group-by: [big, owner]
            window: %s
            measures: {n: count, p: 'quantiles(length, 0.5)'}
            limits: {groups: 7}
        """
            .formatted(window);
    return Aggregations.parse("a.yaml", text.getBytes(UTF_8)).all().get(0).identity();
  }

  @Test
  void isWhatItWas() {
    assertThat(identity("[10s, 1m/10s]")).isEqualTo("3093dd19");
  }

  @Test
  void hasTheWindowsAndAllOfASession() {
    var windows =
        Set.of(
            "10s",
            "1m/10s",
            "{session: 10s}",
            "{session: 10s, max: 2h}",
            "{session: 20s, max: 2h}");

    assertThat(windows.stream().map(AggregationIdentityTest::identity).collect(Collectors.toSet()))
        .hasSize(5);
    assertThat(Stream.of("{max: 1h, session: 10s}", "{session: 10s, max: 60m}"))
        .allSatisfy(same -> assertThat(identity(same)).isEqualTo(identity("{session: 10s}")));
  }
}
