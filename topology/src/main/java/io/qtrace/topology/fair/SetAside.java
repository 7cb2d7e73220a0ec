package io.qtrace.topology.fair;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which of a partition's records were passed over, to be read again: per VM from one offset to
 * another. Not the records themselves: they are in the raw topic. One position goes through the
 * partition behind the others, and takes each VM's records as it comes by.
 *
 * <p>Keys of the store are {@code aside/} for the position and {@code aside/<VM in hex>}; no key of
 * another user of the store may be like that. Not thread-safe.
 */
public final class SetAside {

  private static final String PREFIX = "aside/";

  /**
   * What of a VM was passed over.
   *
   * @param from the first offset
   * @param to the last offset so far
   * @param bytes of values that are yet to be read again
   */
  private record Span(long from, long to, long bytes) {

    static Span decode(byte[] stored) {
      var in = ByteBuffer.wrap(stored);
      return new Span(in.getLong(), in.getLong(), in.getLong());
    }

    byte[] encode() {
      return ByteBuffer.allocate(3 * Long.BYTES).putLong(from).putLong(to).putLong(bytes).array();
    }
  }

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, Span> spans = new HashMap<>();

  /** VMs by the last offsets of their spans. */
  private final NavigableMap<Long, String> byEnd = new TreeMap<>();

  private long position;
  private long bytes;

  /** Takes up what the store says. */
  public SetAside(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (var entries = store.prefixScan(PREFIX, new StringSerializer())) {
      entries.forEachRemaining(entry -> take(entry.key.substring(PREFIX.length()), entry.value));
    }
  }

  private void take(String name, byte[] value) {
    if (name.isEmpty()) {
      position = ByteBuffer.wrap(value).getLong();
    } else if (name.chars().allMatch(HexFormat::isHexDigit)) {
      var span = Span.decode(value);
      var vm = new String(HexFormat.of().parseHex(name), StandardCharsets.UTF_8);
      spans.put(vm, span);
      byEnd.put(span.to, vm);
      bytes += span.bytes;
    }
  }

  public boolean isEmpty() {
    return spans.isEmpty();
  }

  public boolean holds(String vm) {
    return spans.containsKey(vm);
  }

  /** A copy. */
  public List<String> vms() {
    return List.copyOf(spans.keySet());
  }

  /** Of values that are yet to be read again. */
  public long bytes() {
    return bytes;
  }

  /** Where to read on. */
  public long position() {
    return position;
  }

  /** The VM's record at this offset is passed over, and so have to be those that follow it. */
  public void add(String vm, long offset, int size) {
    if (spans.isEmpty()) {
      moveTo(offset);
    }
    var span = spans.get(vm);
    put(
        vm,
        span == null
            ? new Span(offset, offset, size)
            : new Span(span.from, offset, span.bytes + size));
    bytes += size;
  }

  /** Whether the record was passed over and not read again since. */
  public boolean has(String vm, long offset) {
    var span = spans.get(vm);
    return span != null && offset >= span.from && offset <= span.to;
  }

  /** The VM's record was read again. */
  public void done(String vm, int size) {
    var span = spans.get(vm);
    if (span != null) {
      long left = Math.max(0, span.bytes - size);
      bytes -= span.bytes - left;
      put(vm, new Span(span.from, span.to, left));
    }
  }

  /**
   * All before this offset was read again.
   *
   * @return VMs of which nothing is left
   */
  public List<String> readUntil(long offset) {
    moveTo(offset);
    var ended = byEnd.headMap(offset);
    if (ended.isEmpty()) {
      return List.of();
    }
    var over = List.copyOf(ended.values());
    ended.clear();
    for (var vm : over) {
      var span = spans.remove(vm);
      bytes -= span == null ? 0 : span.bytes;
      store.delete(key(vm));
    }
    return over;
  }

  private void moveTo(long offset) {
    position = offset;
    store.put(PREFIX, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
  }

  private void put(String vm, Span span) {
    var before = spans.put(vm, span);
    if (before == null || before.to != span.to) {
      byEnd.put(span.to, vm);
      if (before != null) {
        byEnd.remove(before.to);
      }
    }
    store.put(key(vm), span.encode());
  }

  /** Without a zero byte, whatever the VM is called. */
  private static String key(String vm) {
    return PREFIX + HexFormat.of().formatHex(vm.getBytes(StandardCharsets.UTF_8));
  }
}
