package io.qtrace.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams' store in memory, and how many entries RocksDB would look at for it at worst: a
 * scan there goes on behind its range, over all that were deleted, if the next one that is left is
 * in the cache above it.
 */
public final class CountingStore implements KeyValueStore<String, byte[]> {

  private final KeyValueStore<String, byte[]> store;
  private final TreeSet<String> deleted = new TreeSet<>();
  private long looks;

  public CountingStore(String name) {
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
  }

  /** For a topology; it makes no other store than this one. */
  public StoreBuilder<CountingStore> builder() {
    return new StoreBuilder<>() {

      @Override
      public StoreBuilder<CountingStore> withCachingEnabled() {
        return this;
      }

      @Override
      public StoreBuilder<CountingStore> withCachingDisabled() {
        return this;
      }

      @Override
      public StoreBuilder<CountingStore> withLoggingEnabled(Map<String, String> config) {
        return this;
      }

      @Override
      public StoreBuilder<CountingStore> withLoggingDisabled() {
        return this;
      }

      @Override
      public CountingStore build() {
        return CountingStore.this;
      }

      @Override
      public Map<String, String> logConfig() {
        return Map.of();
      }

      @Override
      public boolean loggingEnabled() {
        return false;
      }

      @Override
      public String name() {
        return store.name();
      }
    };
  }

  /** Entries read, and ends of scans. */
  public long looks() {
    return looks;
  }

  @Override
  public byte[] get(String key) {
    looks++;
    return store.get(key);
  }

  @Override
  public KeyValueIterator<String, byte[]> range(String from, String to) {
    looks += deleted.tailSet(from == null ? "" : from).size();
    return counted(store.range(from, to));
  }

  @Override
  public KeyValueIterator<String, byte[]> all() {
    looks += deleted.size();
    return counted(store.all());
  }

  @Override
  public <P extends Serializer<K>, K> KeyValueIterator<String, byte[]> prefixScan(
      K prefix, P serializer) {
    looks += deleted.tailSet(prefix.toString()).size();
    return counted(store.prefixScan(prefix, serializer));
  }

  private KeyValueIterator<String, byte[]> counted(KeyValueIterator<String, byte[]> entries) {
    return new KeyValueIterator<>() {

      @Override
      public boolean hasNext() {
        looks++;
        return entries.hasNext();
      }

      @Override
      public KeyValue<String, byte[]> next() {
        return entries.next();
      }

      @Override
      public String peekNextKey() {
        return entries.peekNextKey();
      }

      @Override
      public void close() {
        entries.close();
      }
    };
  }

  @Override
  public void put(String key, byte[] value) {
    deleted.remove(key);
    store.put(key, value);
  }

  @Override
  public byte[] putIfAbsent(String key, byte[] value) {
    deleted.remove(key);
    return store.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<String, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(String key) {
    deleted.add(key);
    return store.delete(key);
  }

  @Override
  public long approximateNumEntries() {
    return store.approximateNumEntries();
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    store.init(context, root);
  }

  @Override
  @SuppressWarnings("deprecation") // as the interface has it
  public void flush() {
    store.flush();
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }

  @Override
  public Position getPosition() {
    return store.getPosition();
  }
}
