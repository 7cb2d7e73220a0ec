package io.qtrace.embedded.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.embedded.RegistryEnd;
import io.qtrace.embedded.place.EmbeddedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of broker and registry that ended, by what they left. */
final class LastWordsTest {

  @TempDir private Path data;

  @Test
  void tellsAFullDiskFromDamage() {
    var reasons =
        BrokerDamage.reasons(
            new RuntimeException(
                "Error while appending to qtrace-raw-0",
                new IOException("No space left on device")));
    assertThat(BrokerDamage.sentence(data, reasons))
        .isEqualTo(
            "Error while appending to qtrace-raw-0: No space left on device; no space is left in %s: make room, then start again; what was acknowledged is there"
                .formatted(data));
  }

  @ParameterizedTest
  @CsvSource({
    "'Malformed line in checkpoint file [/d/recovery-point-offset-checkpoint]: garbage',"
        + " /d/recovery-point-offset-checkpoint",
    "'Error while reading the Quorum status from the file /d/__cluster_metadata-0/quorum-state',"
        + " /d/__cluster_metadata-0/quorum-state",
  })
  void namesFilesThatAreWrittenAnew(String reason, String file) {
    assertThat(BrokerDamage.sentence(data, reason))
        .isEqualTo(
            "%s; %s is damaged: delete it and start again; it is written anew, and nothing is lost"
                .formatted(reason, file));
  }

  @Test
  void namesTheDirectoryForAllElse() {
    assertThat(BrokerDamage.sentence(data, BrokerDamage.reasons(new IllegalStateException())))
        .startsWith(
            "IllegalStateException; what is in %s is damaged or cannot be read".formatted(data))
        .endsWith("docs/operations.md says what is lost (\"A damaged data directory\")");
  }

  @Test
  void refusesToTakeTopicsForStrays() throws Exception {
    BrokerDamage.refuseWithoutMetadata(data.resolve("new"));
    BrokerDamage.refuseWithoutMetadata(data);
    Files.createDirectory(data.resolve("qtrace-raw-0"));
    assertThatThrownBy(() -> BrokerDamage.refuseWithoutMetadata(data))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageStartingWith(
            "%s is missing or empty: the topics in %s are known to it alone"
                .formatted(data.resolve("__cluster_metadata-0"), data));
    var metadata = Files.createDirectory(data.resolve("__cluster_metadata-0"));
    Files.createFile(metadata.resolve("00000000000000000000.log"));
    BrokerDamage.refuseWithoutMetadata(data);
  }

  @Test
  void findsTheRegistrysReasonAmongItsStackTraces() throws Exception {
    var database = data.resolve("registry.mv.db");
    assertThat(
            after(
                "Caused by: org.h2.mvstore.MVStoreException: Reading from file failed [2.3.230/1]",
                "\tat org.h2.mvstore.DataUtils.newMVStoreException(DataUtils.java:996)",
                ""))
        .startsWith("its database %s is damaged: put back a copy of it".formatted(database));
    assertThat(after("java.io.IOException: No space left on device"))
        .startsWith("no space is left in " + data);
    assertThat(
            after(
                "ERROR Failed to start: java.lang.RuntimeException",
                "\tat io.quarkus.Main.main(Main.java:1)",
                "Caused by: java.net.BindException: Address already in use",
                "\tat java.base/sun.nio.ch.Net.bind0(Native Method)",
                "",
                ""))
        .endsWith(", at last: Caused by: java.net.BindException: Address already in use");
    assertThat(after()).isEqualTo("what it printed is in " + data.resolve("registry.log"));
  }

  private String after(String... lines) throws IOException {
    var output = data.resolve("registry.log");
    Files.write(output, String.join("\n", lines).getBytes(UTF_8));
    return RegistryEnd.reason(output, data);
  }
}
