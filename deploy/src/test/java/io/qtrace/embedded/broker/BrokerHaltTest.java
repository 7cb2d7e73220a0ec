package io.qtrace.embedded.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BrokerHaltTest {

  private static final Path DIRECTORY = Path.of("/data/kafka");

  @Test
  void saysWhenTheDiskIsFull() {
    assertThat(BrokerHalt.sentence(DIRECTORY, 4096))
        .isEqualTo(
            "the disk is full: the embedded broker cannot write to /data/kafka; free some space and start qtrace again, which goes on where it was");
  }

  @Test
  void saysThatItIsSomethingElse() {
    assertThat(BrokerHalt.sentence(DIRECTORY, 1L << 40))
        .isEqualTo(
            "the embedded broker cannot go on with /data/kafka; why is said above; look at the disk, and start qtrace again, which goes on where it was");
  }
}
