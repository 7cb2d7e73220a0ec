package io.qtrace.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Damages the state that a decode stage has left on disk: each store in another way. */
final class DamagedState {

  private interface Damage {
    void inflict(Path store) throws IOException;
  }

  private static final List<Damage> DAMAGES =
      List.of(
          store -> Files.writeString(store.resolve("CURRENT"), "nowhere"),
          store -> Files.delete(store.resolve("CURRENT")),
          store -> cut(store, "*.sst"),
          store -> {
            Files.delete(store.resolve("CURRENT"));
            delete(store, "MANIFEST-*");
          },
          store -> cut(store, "MANIFEST-*"));

  private DamagedState() {}

  /**
   * @param application the state directory of an application that does not run
   * @return how many stores were damaged
   */
  static int in(Path application) throws IOException {
    int stores = 0;
    try (var all = Files.walk(application)) {
      for (var file : all.toList()) {
        if (file.getFileName().toString().equals("CURRENT")) {
          DAMAGES.get(stores++ % DAMAGES.size()).inflict(file.getParent());
        }
      }
    }
    Files.createDirectories(application.resolve("global"));
    Files.writeString(application.resolve("global/.checkpoint"), "garbled");
    Files.writeString(application.resolve("kafka-streams-process-metadata"), "garbled");
    Files.writeString(application.resolve(".lock"), "garbled");
    return stores;
  }

  private static void cut(Path store, String glob) throws IOException {
    try (var files = Files.newDirectoryStream(store, glob)) {
      for (var file : files) {
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
  }

  private static void delete(Path store, String glob) throws IOException {
    try (var files = Files.newDirectoryStream(store, glob)) {
      for (var file : files) {
        Files.delete(file);
      }
    }
  }
}
