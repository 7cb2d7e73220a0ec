package io.qtrace.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a store of a task, or of a global one.
 *
 * @param directory RocksDB's
 * @param position how far the store came, for queries
 * @param changelog the topic with the same contents
 */
record StoreFiles(Path directory, Path position, Checkpoint checkpoint, String changelog) {

  private static final Logger log = LoggerFactory.getLogger(StoreFiles.class);

  static StoreFiles of(StateStoreContext context, String store) {
    var changelog = context.applicationId() + "-" + store + "-changelog";
    return in(context.stateDir().toPath(), store, changelog);
  }

  /**
   * @param parent of a task, or of all global stores
   */
  static StoreFiles in(Path parent, String store, String changelog) {
    return new StoreFiles(
        parent.resolve("rocksdb").resolve(store),
        parent.resolve(store + ".position"),
        new Checkpoint(parent.resolve(Checkpoint.NAME)),
        changelog);
  }

  /**
   * What RocksDB would not notice when it opens, or Kafka Streams would stumble over: files that
   * are there, but are not what the checkpoint tells of. A checkpoint that cannot be read goes, and
   * with it what it says of the other stores of the task.
   */
  Optional<String> damage() {
    checkpoint.deleteIfUnreadable();
    new Checkpoint(position).deleteIfUnreadable();
    var tables = tables();
    boolean isDatabase = Files.isRegularFile(directory.resolve("CURRENT"));
    if (!isDatabase && (!tables.isEmpty() || checkpoint.tellsOf(changelog))) {
      return Optional.of("CURRENT is missing"); // RocksDB would begin an empty one
    }
    return isDatabase ? damageOf(tables) : Optional.empty();
  }

  private List<Path> tables() {
    var tables = new ArrayList<Path>();
    if (Files.isDirectory(directory)) {
      try (var files = Files.newDirectoryStream(directory, "*.sst")) {
        files.forEach(tables::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return tables;
  }

  /** Iterators end at a block whose checksum is wrong, as if there was nothing more. */
  private static Optional<String> damageOf(List<Path> tables) {
    RocksDB.loadLibrary();
    try (var options = new Options()) {
      for (var table : tables) {
        try (var reader = new SstFileReader(options)) {
          reader.open(table.toString());
          reader.verifyChecksum();
        } catch (RocksDBException e) {
          return Optional.of(table.getFileName() + ": " + e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * @param damage why
   */
  void wipe(String damage) {
    log.warn("{} is damaged ({}); it is wiped and restored from its topic in Kafka", this, damage);
    wipe();
  }

  /** The checkpoint goes first: without it nobody takes what is left for whole. */
  void wipe() {
    try {
      checkpoint.delete();
      Files.deleteIfExists(position);
      if (Files.exists(directory)) {
        try (var files = Files.walk(directory)) {
          for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be deleted (%s); delete it by hand, it is restored from Kafka"
              .formatted(directory, e),
          e);
    }
  }

  @Override
  public String toString() {
    return "the state in " + directory;
  }
}
