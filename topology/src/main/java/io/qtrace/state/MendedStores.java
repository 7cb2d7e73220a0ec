package io.qtrace.state;

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
