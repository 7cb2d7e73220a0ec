package io.qtrace.topology.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * Memory for state that is written once per chunk and read after restarts: by default RocksDB would
 * take 100 MB for each store of each partition. Public because Kafka Streams makes it by name.
 */
public final class SmallRocksDb implements RocksDBConfigSetter {

  private static final long WRITE_BUFFER_BYTES = 2L << 20;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
    if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
      table.setCacheIndexAndFilterBlocks(true);
      options.setTableFormatConfig(table);
    }
  }

  @Override
  public void close(String store, Options options) {
    // Makes nothing native of its own.
  }
}
