package io.qtrace.state;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Makes stores that survive damage to their files. */
public final class MendedStores {

  private MendedStores() {}

  /** On disk, with a changelog, from which it is restored when the files are damaged. */
  public static StoreBuilder<KeyValueStore<String, byte[]>> keyValue(
      String name, Map<String, String> changelog) {
    return Stores.keyValueStoreBuilder(supplier(name), Serdes.String(), Serdes.ByteArray())
        .withLoggingEnabled(changelog);
  }

  /**
   * Wipes a global store's files, so that it is filled from its topic anew. Kafka Streams reads how
   * far such a store came before it opens it, so what was found damaged then would stay empty. To
   * be called when Kafka Streams has the state directory for itself, but was not started yet.
   *
   * @param state the application's state directory
   */
  public static void wipeGlobal(Path state, String name) {
    StoreFiles.in(state.resolve("global"), name, "").wipe();
  }

  private static KeyValueBytesStoreSupplier supplier(String name) {
    var files = Stores.persistentKeyValueStore(name);
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new MendedStore(files::get);
      }

      @Override
      public String metricsScope() {
        return files.metricsScope();
      }
    };
  }
}
