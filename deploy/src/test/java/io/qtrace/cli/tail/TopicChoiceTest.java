package io.qtrace.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.topic.TopicNames;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicChoiceTest {

  private static final TopicNames NAMES = new TopicNames("lab-");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alerts",
        "ram-block-conversions",
        "ram-block-conversions-late",
        "conversions",
        "conversions-refused",
        "conversion-rollups",
        "dead-letter",
        "ledger"
      })
  void knowsOurTopicsBeforeTheyExist(String name) {
    assertThat(TopicChoice.of(name, NAMES, Set.of())).isEqualTo("lab-" + name);
  }

  @ParameterizedTest
  @CsvSource({
    "kvm_run_exit, lab-event-kvm_run_exit",
    "not_yet_there, lab-event-not_yet_there",
    "clock, lab-clock",
    "both, lab-event-both",
    "raw, lab-event-raw",
    "definitions, lab-event-definitions"
  })
  void prefersEventsToOtherTopics(String name, String topic) {
    var existing =
        Set.of(
            "lab-raw",
            "lab-definitions",
            "lab-clock",
            "lab-both",
            "lab-event-both",
            "lab-event-kvm_run_exit");

    assertThat(TopicChoice.of(name, NAMES, existing)).isEqualTo(topic);
  }

  @Test
  void knowsWhichTopicsAreNotKeyedByVm() {
    assertThat(TopicChoice.isOfAllVms("lab-alerts", NAMES)).isTrue();
    assertThat(TopicChoice.isOfAllVms("lab-conversions", NAMES)).isFalse();
  }
}
