package io.qtrace.simulator.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.simulator.build.QemuVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenariosTest {

  private static Scenario parse(String text) {
    return Scenarios.parse("my.yaml", text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"calm", "storm", "fleet"})
  void readsWhatIsShipped(String name) {
    assertThat(Scenarios.SHIPPED).contains(name);
    assertThat(Scenarios.parse(name, Scenarios.shipped(name)).tracing().versions()).isNotEmpty();
  }

  @Test
  void readsEveryKey() {
    var scenario =
        parse(
            """
            guests: {memory: 1GiB..2GiB, vcpus: 3, start-within: 5s, numa: 10%, hugetlb: 20%, named-memory: 30%, idle: 40%, hot: 50%}
            load: {conversions: 1%, device-access: 2%, block-io: 3%, refused: 4%, pairs: 0.5%}
            disk: {ide: 6%, latency: 7us, slow: 8%, slow-latency: 9ms}
            storms: [{at: 1s, for: 2s, rate: 3k, pages: 4, vms: 5%}]
            plug: {every: 1m, size: 64MiB, vms: 2%}
            reset: {every: 2m, vms: 3%}
            tracing: {qemu: [7.2, 11.0], preempted: 1%, writer-delay: 2us, stalled: 3%, stall: 4s, rotate: 5MiB, killed: 6%}
            hosts: {start: 2026-02-03T04:05:06Z, drift-ppm: 7, step-at: 8s, step-by: -9s, stepped: 10%}
            """);

    assertThat(scenario.guests())
        .isEqualTo(
            new Scenario.Guests(
                new Scenario.Range(1L << 30, 2L << 30),
                new Scenario.Range(3, 3),
                5_000_000_000L,
                0.1,
                0.2,
                0.3,
                0.4,
                0.5));
    assertThat(scenario.mix()).isEqualTo(new Scenario.Mix(0.01, 0.02, 0.03, 0.04, 0.005));
    assertThat(scenario.disks()).isEqualTo(new Scenario.Disks(0.06, 7_000, 0.08, 9_000_000));
    assertThat(scenario.storms())
        .containsExactly(new Scenario.StormRule(1_000_000_000L, 2_000_000_000L, 3000, 4, 0.05));
    assertThat(scenario.plugging())
        .isEqualTo(new Scenario.Plugging(60_000_000_000L, 64L << 20, 0.02));
    assertThat(scenario.resets()).isEqualTo(new Scenario.Resets(120_000_000_000L, 0.03));
    assertThat(scenario.tracing())
        .isEqualTo(
            new Scenario.Tracing(
                List.of(QemuVersion.V7_2, QemuVersion.V11_0),
                0.01,
                2_000,
                0.03,
                4_000_000_000L,
                5L << 20,
                0.06));
    assertThat(scenario.hosts().stepByNs()).isEqualTo(-9_000_000_000L);
  }

  @Test
  void whatIsNotGivenIsAsInACalmOne() {
    assertThat(parse("")).isEqualTo(parse("guests:\nstorms: []\n"));
    assertThat(parse("").tracing().stalled()).isZero();
  }

  @Test
  void saysEverythingThatIsWrong() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    guests:
                      memroy: 4GiB
                      memory: 4GB
                      vcpus: 8..4
                    storms:
                      - rate: 0
                    tracing:
                      qemu: [9.9]
                    """))
        .hasMessage(
            """
            my.yaml:2:3: error: unknown key 'memroy'; known are memory, vcpus, start-within, numa, hugetlb, named-memory, idle, hot
                memroy: 4GiB
                ^~~~~~
            my.yaml:3:11: error: '4GB' is not a size such as 64MiB or 4GiB
                memory: 4GB
                        ^~~
            my.yaml:4:10: error: '8..4' begins behind its end
                vcpus: 8..4
                       ^~~~
            my.yaml:6:11: error: 'rate' has to be more than 0
                - rate: 0
                        ^
            my.yaml:8:10: error: QEMU '9.9' is not simulated; known are 7.2, 10.0, 10.2, 11.0
                qemu: [9.9]
                       ^~~
            """
                .stripTrailing());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1, 2]                          | a scenario is a mapping of keys to values
          {a                              | this is not YAML
          guests: 7                       | 'guests' has to be a mapping of keys to values
          guests: {numa: 101%}            | 101% is more than 100%
          guests: {numa: 5}               | '5' is not a share such as 5%
          guests: {memory: 1MiB}          | '1MiB' is not between 512MiB and 4TiB
          guests: {idle: 60%, hot: 60%}   | 'idle' and 'hot' are more than 100% together
          load: {conversions: 0%, device-access: 0%, block-io: 0%} | 'conversions', 'device-access' and 'block-io' are all 0%
          storms: {at: 1s}                | 'storms' has to be a list
          storms: [1]                     | 'storms' has to be a list of mappings
          storms: [{pages: 70000}]        | a storm has at most 65,536 pages
          plug: {every: 1s, size: 3KiB}   | '3KiB' is no multiple of 2 MiB
          tracing: {qemu: []}             | 'qemu' has to be a list
          tracing: {rotate: 1KiB}         | '1KiB' is less than 1MiB
          tracing: {stall: [1]}           | 'stall' has to be one value
          hosts: {start: yesterday}       | 'yesterday' is not a time such as 2026-01-01T00:00:00Z
          seed: 1                         | unknown key 'seed'; known are guests, load, disk, storms, plug, reset, tracing, hosts
          """)
  void refusesWhatItCanNotRead(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidScenarioException.class)
        .hasMessageStartingWith("my.yaml:1:")
        .hasMessageContaining(": error: " + message);
  }

  @Test
  void refusesTooMuchAndWhatIsNoText() {
    assertThatThrownBy(() -> Scenarios.parse("big", new byte[Scenarios.MOST_BYTES + 1]))
        .hasMessageContaining("big:1:1: error: a scenario has at most 65,536 bytes");
    assertThatThrownBy(() -> Scenarios.parse("latin", new byte[] {'a', (byte) 0xe4}))
        .hasMessageContaining("latin:1:1: error: this is not UTF-8");
  }
}
