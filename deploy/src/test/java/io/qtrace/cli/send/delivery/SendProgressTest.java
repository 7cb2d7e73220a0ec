package io.qtrace.cli.send.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class SendProgressTest {

  @Test
  void isKeptAsAnOffset() {
    var progress = new SendProgress(100, 110, 150, 2, "");

    assertThat(progress.toOffset())
        .isEqualTo(new OffsetAndMetadata(100, "generation=2;end=110;sent=150"));
    assertThat(SendProgress.of(progress.toOffset())).isEqualTo(progress);
  }

  @Test
  void knowsTheDefinitionsThatWereGiven() {
    var progress = new SendProgress(100, 110, 150, 2, "0a1b");

    assertThat(progress.toOffset().metadata())
        .isEqualTo("generation=2;end=110;sent=150;definitions=0a1b");
    assertThat(SendProgress.of(progress.toOffset())).isEqualTo(progress);
  }

  @Test
  void takesAnOffsetThatSomebodyHasResetAsItIs() {
    assertThat(SendProgress.of(new OffsetAndMetadata(7, "")))
        .isEqualTo(new SendProgress(7, 7, 7, 0, ""));
  }
}
