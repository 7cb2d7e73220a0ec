package io.qtrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a data directory that a bad disk, or a hand, has damaged. */
@Tag("long")
final class DamagedDataIT {

  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"Kept\",\"fields\":[{\"name\":\"a\",\"type\":\"long\"}]}";

  @TempDir private Path data;

  private interface Step {
    void run() throws IOException;
  }

  @Test
  void saysWhichFileIsDamagedAndWhatToDo() throws Exception {
    try (var stack = StackProcess.start(data, 0, 0)) {
      var stored = new Stored(stack.bootstrap(), stack.registryUrl());
      stored.createTopic();
      stored.write("kept", System.currentTimeMillis());
      stored.register(SCHEMA);
    }
    var kafka = data.resolve("kafka");
    var database = data.resolve("registry/registry.mv.db");

    damaged(
        database,
        () -> Files.writeString(database, "garbled"),
        "the schema registry ended at once with exit code 1: its database %s is damaged: put back a copy of it"
            .formatted(database));
    var typed = Files.createDirectory(kafka.resolve("qtrace-event-exit-0"));
    damaged(
        database,
        () -> Files.write(database, new byte[0]),
        "the schema registry's database %s is empty, but %s has typed events"
            .formatted(database, kafka));
    Files.delete(typed);
    var properties = kafka.resolve("meta.properties");
    damaged(
        properties,
        () -> Files.writeString(properties, "garbled"),
        "%s is damaged: delete it and start again; it is written anew, and nothing is lost"
            .formatted(properties));
    var quorum = kafka.resolve("__cluster_metadata-0/quorum-state");
    damaged(
        quorum,
        () -> Files.writeString(quorum, "{garbled"),
        "%s is damaged: delete it and start again; it is written anew, and nothing is lost"
            .formatted(quorum));

    Files.delete(properties); // as the sentences say
    Files.delete(quorum);
    garble(kafka.resolve("kept-0/00000000000000000000.log"));
    Files.delete(kafka.resolve(".kafka_cleanshutdown"));
    try (var stack = StackProcess.start(data, 0, 0)) {
      assertThat(stack.firstLine()).startsWith("ready ");
      assertThat(stack.errors())
          .contains(
              "qtrace: the broker has cut off what was damaged in %s: kept-0 from offset 0 on"
                  .formatted(kafka));
    }

    var metadata = kafka.resolve("__cluster_metadata-0");
    Files.move(metadata, data.resolve("moved"));
    assertThat(said()).startsWith(metadata + " is missing or empty: the topics in " + kafka);
  }

  /** Damages the file, and puts it back in the end. */
  private void damaged(Path file, Step damage, String... words) throws Exception {
    var copy = data.resolve("copy");
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    damage.run();
    assertThat(said()).contains(words);
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** By a stack that ends instead of starting. */
  private String said() throws Exception {
    try (var stack = StackProcess.start(data, 0, 0)) {
      assertThat(stack.awaitEnd()).isEqualTo(1);
      return stack.firstLine() + "\n" + stack.errors();
    }
  }

  private static void garble(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 0x55;
    Files.write(file, bytes);
  }
}
