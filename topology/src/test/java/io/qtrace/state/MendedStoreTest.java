package io.qtrace.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.OffsetCheckpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On RocksDB and its real files; the context is that of Kafka's test driver. */
final class MendedStoreTest {

  private static final String STORE = "mappings";
  private static final int KEYS = 2000;

  @TempDir private Path state;
  private Path task;
  private Path files;
  private Path checkpoint;

  interface Step {
    void on(Path files) throws IOException;
  }

  /**
   * @param inflict is given the directory of RocksDB
   */
  record Case(String what, Step inflict) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** What is found on disk after a crash, a bad disk or a hand. */
  static List<Case> damages() {
    return List.of(
        new Case("current is gone", files -> Files.delete(files.resolve("CURRENT"))),
        new Case(
            "current is garbled",
            files -> Files.writeString(files.resolve("CURRENT"), "no manifest\n")),
        new Case("current is empty", files -> Files.write(files.resolve("CURRENT"), new byte[0])),
        new Case(
            "current leads nowhere",
            files -> Files.writeString(files.resolve("CURRENT"), "MANIFEST-999999\n")),
        new Case("manifest is gone", files -> Files.delete(one(files, "MANIFEST-*"))),
        new Case("manifest is garbled", files -> garble(one(files, "MANIFEST-*"))),
        new Case("manifest is cut off", files -> cut(one(files, "MANIFEST-*"))),
        new Case(
            "wiping was killed early",
            files -> {
              Files.delete(files.resolve("CURRENT"));
              Files.delete(one(files, "MANIFEST-*"));
            }),
        new Case(
            "wiping was killed late",
            files -> {
              delete(files);
              Files.createDirectory(files);
            }),
        new Case("all is gone", MendedStoreTest::delete),
        new Case("a table is gone", files -> Files.delete(one(files, "*.sst"))),
        new Case("a table is cut off", files -> cut(one(files, "*.sst"))),
        new Case("a table is empty", files -> Files.write(one(files, "*.sst"), new byte[0])),
        new Case("a table is garbled", files -> garble(one(files, "*.sst"))));
  }

  /** What does not matter to the contents. */
  static List<Case> blemishes() {
    return List.of(
        new Case("identity is gone", files -> Files.deleteIfExists(files.resolve("IDENTITY"))),
        new Case("lock is garbled", files -> Files.writeString(files.resolve("LOCK"), "whose?")),
        new Case("log is gone", files -> Files.deleteIfExists(files.resolve("LOG"))),
        new Case(
            "options are garbled", files -> Files.writeString(one(files, "OPTIONS-*"), "none")),
        new Case(
            "position is garbled",
            files -> Files.writeString(files.resolve("../../" + STORE + ".position"), "0\nx\n")));
  }

  @BeforeEach
  void fill() throws IOException {
    task = state.resolve("0_1");
    files = task.resolve("rocksdb").resolve(STORE);
    checkpoint = task.resolve(".checkpoint");
    var store = open();
    for (int i = 0; i < KEYS; i++) {
      store.put("key " + i, ("value " + i).repeat(20).getBytes(UTF_8));
    }
    store.flush();
    store.close();
    new OffsetCheckpoint(checkpoint.toFile())
        .write(Map.of(new TopicPartition("qtrace-mappings-changelog", 1), (long) KEYS));
  }

  private KeyValueStore<String, byte[]> open() {
    var config = new Properties();
    config.put("application.id", "qtrace");
    config.put("bootstrap.servers", "nowhere:1");
    var context = new MockProcessorContext<Void, Void>(config, new TaskId(0, 1), task.toFile());
    var store =
        MendedStores.keyValue(STORE, Map.of()).withLoggingDisabled().withCachingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  private Map<String, Integer> contents() {
    var contents = new TreeMap<String, Integer>();
    var store = open();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> contents.put(entry.key, entry.value.length));
    } finally {
      store.close();
    }
    return contents;
  }

  @Test
  void isAsItWasWhenNothingIsDamaged() {
    try (var log = new CapturedLog(StoreFiles.class)) {
      assertThat(contents()).hasSize(KEYS);
      assertThat(log.lines()).isEmpty();
    }
    assertThat(checkpoint).exists();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void beginsEmptyAndIsRestoredAfter(Case damage) throws IOException {
    damage.inflict.on(files);
    try (var log = new CapturedLog(StoreFiles.class)) {
      assertThat(contents()).isEmpty();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("the state in " + files + " is damaged (")
          .contains("); it is wiped and restored from its topic in Kafka");
    }
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void aGlobalOneBeginsAnew() throws IOException {
    var global = Files.move(task, state.resolve("global"));

    MendedStores.wipeGlobal(state, STORE);
    MendedStores.wipeGlobal(state, STORE);

    assertThat(global.resolve("rocksdb").resolve(STORE)).doesNotExist();
    assertThat(global.resolve(".checkpoint")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("blemishes")
  void isAsItWasAfter(Case blemish) throws IOException {
    blemish.inflict.on(files);
    assertThat(contents()).hasSize(KEYS);
    assertThat(checkpoint).exists();
  }

  @ParameterizedTest
  @EnumSource
  void forgetsACheckpointThatCanNotBeRead(Text text) throws IOException {
    Files.writeString(checkpoint, text.text);
    try (var log = new CapturedLog(Checkpoint.class)) {
      contents();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN " + checkpoint + " cannot be read (")
          .endsWith("); it is deleted, and the state beside it restored from Kafka");
    }
    assertThat(checkpoint).doesNotExist();
  }

  enum Text {
    EMPTY(""),
    OTHER("\u0000\u0001 garbled"),
    OTHER_VERSION("7\n0\n"),
    NO_NUMBER("0\n1\nqtrace-mappings-changelog one 12\n"),
    CUT_OFF("0\n2\nqtrace-mappings-changelog 1 12\n"),
    SHORT_LINE("0\n1\nqtrace-mappings-changelog 1\n"),
    TOO_LARGE_A_NUMBER("0\n1\nqtrace-mappings-changelog 1 99999999999999999999\n");

    private final String text;

    Text(String text) {
      this.text = text;
    }
  }

  @Test
  void isWipedWhenItIsClosedIfReadingItFailed() throws IOException {
    var store = open();
    garble(one(files, "*.sst")); // under it: RocksDB has read no block of it yet
    try (var log = new CapturedLog(StoreFiles.class)) {
      assertThat(failsToRead(store)).isTrue();
      store.close();
      assertThat(log.lines()).singleElement().asString().contains("reading or writing it failed");
    }
    assertThat(files).doesNotExist();
    assertThat(checkpoint).doesNotExist();
    assertThat(contents()).isEmpty();
  }

  private static boolean failsToRead(KeyValueStore<String, byte[]> store) {
    for (int i = 0; i < KEYS; i++) {
      try {
        store.get("key " + i);
      } catch (ProcessorStateException e) {
        return true;
      }
    }
    return false;
  }

  private static Path one(Path directory, String glob) throws IOException {
    try (var found = Files.newDirectoryStream(directory, glob)) {
      return found.iterator().next();
    }
  }

  private static void garble(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    for (int i = bytes.length / 3; i < bytes.length / 3 + 40; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
  }

  private static void cut(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static void delete(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
