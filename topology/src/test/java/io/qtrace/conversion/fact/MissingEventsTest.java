package io.qtrace.conversion.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingEventsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | ''",
        "a | '' | a",
        "'' | a | a",
        "a,b | a,b | a,b",
        "b,d | a,b,c | a,b,c,d",
      })
  void ofTwoWindowsAreThoseOfBothByName(String one, String other, String both) {
    assertThat(MissingEvents.union(one, other)).isEqualTo(both);
  }

  @Test
  void areReadFromResults() {
    assertThat(MissingEvents.parse("")).isEmpty();
    assertThat(MissingEvents.parse(MissingEvents.text(List.of("b", "a", "b"))))
        .containsExactly("a", "b");
  }

  @Test
  void areWhatToAddToQemu() {
    assertThat(MissingEvents.advice(List.of("kvm_run_exit", "ram_block_discard_*")))
        .isEqualTo(
            "kvm_run_exit, ram_block_discard_*, by which conversions find their RAM blocks; add"
                + " -trace 'kvm_run_exit' -trace 'ram_block_discard_*' to QEMU's command line");
  }
}
