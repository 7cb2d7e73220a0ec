package io.qtrace.state;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose files are wiped when they are damaged. Kafka Streams opens stores before it reads
 * how far they came, while it holds the task's directory: what is missing then is restored from the
 * changelog, on the same thread, without a failure. Damage that shows later kills the thread, whose
 * successor restores. Not thread-safe, as its task.
 */
final class MendedStore implements KeyValueStore<Bytes, byte[]> {

  private static final Logger log = LoggerFactory.getLogger(MendedStore.class);

  private final Supplier<KeyValueStore<Bytes, byte[]>> stores;
  private KeyValueStore<Bytes, byte[]> store;
  private @Nullable StoreFiles files;
  private boolean isDamaged;

  MendedStore(Supplier<KeyValueStore<Bytes, byte[]>> stores) {
    this.stores = stores;
    this.store = stores.get();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    var files = StoreFiles.of(context, name());
    this.files = files;
    files.damage().ifPresent(files::wipe);
    try {
      store.init(context, root);
    } catch (ProcessorStateException e) {
      closeQuietly();
      files.wipe(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
      store = stores.get();
      store.init(context, root);
    }
  }

  private void closeQuietly() {
    try {
      store.close();
    } catch (ProcessorStateException e) {
      log.debug("a damaged store does not close", e);
    }
  }

  private <T extends @Nullable Object> T noting(Supplier<T> access) {
    try {
      return access.get();
    } catch (ProcessorStateException e) {
      isDamaged = true;
      throw e;
    }
  }

  private void noting(Runnable access) {
    noting(
        () -> {
          access.run();
          return true;
        });
  }

  /** Wipes what was found damaged: at least once, Kafka Streams itself would open it again. */
  @Override
  public void close() {
    try {
      store.close();
    } finally {
      var damaged = files;
      if (isDamaged && damaged != null) {
        isDamaged = false;
        damaged.wipe("reading or writing it failed");
      }
    }
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void flush() {
    noting(store::flush);
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
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    return store.query(query, bound, config);
  }

  @Override
  public Position getPosition() {
    return store.getPosition();
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    noting(() -> store.put(key, value));
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    return noting(() -> store.putIfAbsent(key, value));
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    noting(() -> store.putAll(entries));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    return noting(() -> store.delete(key));
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return noting(() -> store.get(key));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return noting(() -> store.range(from, to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
    return noting(() -> store.reverseRange(from, to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return noting(store::all);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseAll() {
    return noting(store::reverseAll);
  }

  @Override
  public <S extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(
      P prefix, S serializer) {
    return noting(() -> store.prefixScan(prefix, serializer));
  }

  @Override
  public long approximateNumEntries() {
    return noting(store::approximateNumEntries);
  }
}
