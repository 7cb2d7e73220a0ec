package io.qtrace.aggregation.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.spec.InvalidAggregationsException;
import io.qtrace.definition.Definitions;
import io.qtrace.text.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationErrorsTest {

  private static final Path INPUTS = Path.of("src/test/resources/io/qtrace/aggregation");

  private static KnownDefinitions known(String name) throws IOException {
    var bytes = Files.readAllBytes(INPUTS.resolve(name));
    return new KnownDefinitions(name, Definitions.parse(name, bytes));
  }

  private static Check.Outcome check(byte[] text, String... definitions) throws IOException {
    var against = new java.util.ArrayList<KnownDefinitions>();
    for (var name : definitions) {
      against.add(known(name));
    }
    return Check.of(Aggregations.parse("a.yaml", text), against, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"language", "events"})
  void pointsAtEverythingThatIsWrong(String input) throws IOException {
    var expected = INPUTS.resolve(input + ".expected");
    var text = Files.readAllBytes(INPUTS.resolve(input + ".yaml"));
    var message =
        catchThrowableOfType(InvalidAggregationsException.class, () -> check(text, "events-a"))
                .getMessage()
            + "\n";

    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(expected, message);
    }
    assertThat(message)
        .as("run the test with -Dqtrace.goldens.write=true to accept new messages")
        .isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``| a.yaml:1:1: error: there are no aggregations; write 'aggregations: []' if there shall be none",
        "aggregations: x| a.yaml:1:15: error: 'aggregations' has to be a list",
        "[]| a.yaml:1:1: error: a file of aggregations is a mapping with the key 'aggregations'",
        "rules: []| a.yaml:1:1: error: unknown key 'rules'; known is aggregations",
        "a: b: c| a.yaml:1:5: error: this is not YAML: mapping values are not allowed here; an expression with ': ' or '#' in it wants quotes around it",
      })
  void saysWhatIsWrongWithAFileAsAWhole(String text, String expected) {
    var message =
        catchThrowableOfType(
                InvalidAggregationsException.class, () -> check(text.getBytes(UTF_8), "events-a"))
            .getMessage();

    assertThat(message.lines().findFirst()).contains(expected);
  }

  @Test
  void whatOneOfSeveralQemusLacksIsAWarning() throws IOException {
    var text =
        """
        aggregations:
          - name: vfio-states
            from: vfio_vmstate_change
            where: dev_state == "STOP"
            window: 10s
            measures: {n: count}
          - name: limit
            from: dirtylimit_vcpu_execute
            window: 10s
            measures: {n: count}
          - name: both
            from: [memory_region_ops_read, memory_region_ops_write]
            window: 10s
            measures: {n: sum(memory_region_ops_write.size)}
        """;

    var outcome = check(text.getBytes(UTF_8), "events-a", "events-b");

    assertThat(outcome.standings().stream().map(s -> s.fit().getClass().getSimpleName()))
        .containsExactly("Active", "Unfit", "Active", "Inactive", "Active", "Active");
    assertThat(
            outcome.warnings().stream()
                .map(Diagnostic::asWarning)
                .map(warning -> warning.lines().findFirst().orElseThrow())
                .map(line -> line.replaceAll("definitions [0-9a-f]{8}", "definitions …"))
                .collect(joining("\n")))
        .isEqualTo(
            """
            a.yaml:2:11: warning: with events-b (definitions …): '==' does not take (int, string) (line 4); VMs of that QEMU have no results of 'vfio-states'
            a.yaml:7:11: warning: 'limit' matches nothing in events-b (definitions …): it has no dirtylimit_vcpu_execute
            a.yaml:11:11: warning: 'both' has a part of its events only in events-b (definitions …): it has no memory_region_ops_write""");
  }
}
