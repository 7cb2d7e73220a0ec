package io.qtrace.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.state.internals.OffsetCheckpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far stores came in their changelogs, as Kafka Streams notes it in a file. It is read by
 * Kafka's own class, so that both call the same files whole.
 */
record Checkpoint(Path file) {

  static final String NAME = ".checkpoint";

  private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);

  /** Without it a store is restored from the beginning of its changelog. */
  void deleteIfUnreadable() {
    try {
      if (Files.exists(file)) {
        read();
      }
    } catch (IOException | IllegalArgumentException e) {
      log.warn(
          "{} cannot be read ({}); it is deleted, and the state beside it restored from Kafka",
          file,
          e.getMessage());
      delete();
    }
  }

  /** IllegalArgumentException: a number is none. */
  private Map<TopicPartition, Long> read() throws IOException {
    return new OffsetCheckpoint(file.toFile()).read();
  }

  boolean tellsOf(String topic) {
    try {
      return Files.exists(file) && read().keySet().stream().anyMatch(p -> p.topic().equals(topic));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
