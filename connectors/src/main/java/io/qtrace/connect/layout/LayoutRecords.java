package io.qtrace.connect.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qtrace.bytes.Sha256;
import io.qtrace.host.Vm;
import io.qtrace.qmp.MappedRange;
import io.qtrace.qmp.QemuWatch.Reading;
import io.qtrace.qmp.RamBlock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes Kafka records of layouts: JSON, as docs/topics.md describes it. A socket's source offset is
 * the VM and the digest of what was published last, so that the same is not published again. For
 * one thread.
 */
public final class LayoutRecords {

  private static final String SOCKET = "socket";
  private static final String VM = "vm";
  private static final String LAYOUT = "layout";

  private static final JsonMapper JSON = new JsonMapper();

  private final String topic;
  private final OffsetStorageReader offsets;
  private final Map<Path, Map<String, Object>> published = new HashMap<>();

  public LayoutRecords(String topic, OffsetStorageReader offsets) {
    this.topic = topic;
    this.offsets = offsets;
  }

  /** The record of a layout; null if it is what was published last of this socket. */
  public @Nullable SourceRecord record(Vm vm, Reading reading) {
    var json = json(vm, reading).toString().getBytes(UTF_8);
    var partition = Map.of(SOCKET, reading.socket().toString());
    Map<String, Object> offset = Map.of(VM, vm.id(), LAYOUT, Sha256.of(json));
    if (offset.equals(published(reading.socket(), partition))) {
      return null;
    }
    published.put(reading.socket(), offset);
    return new SourceRecord(
        partition,
        offset,
        topic,
        null,
        Schema.BYTES_SCHEMA,
        vm.id().getBytes(UTF_8),
        Schema.BYTES_SCHEMA,
        json);
  }

  private @Nullable Map<String, Object> published(Path socket, Map<String, String> partition) {
    var known = published.get(socket);
    return known == null ? offsets.offset(partition) : known;
  }

  private static ObjectNode json(Vm vm, Reading reading) {
    var identity = reading.vm();
    var json =
        JSON.createObjectNode()
            .put("vm", vm.id())
            .put("host", vm.host())
            .put("name", identity.name())
            .put("uuid", identity.uuid())
            .put("qemu", identity.version());
    if (identity.pid().isPresent()) {
      json.put("pid", identity.pid().getAsLong());
    } else {
      json.putNull("pid");
    }
    var blocks = json.putArray("blocks");
    reading.layout().blocks().forEach(block -> blocks.add(json(block)));
    var ranges = json.putArray("ranges");
    reading.layout().ranges().forEach(range -> ranges.add(json(range)));
    return json;
  }

  private static ObjectNode json(RamBlock block) {
    var json =
        JSON.createObjectNode()
            .put("name", block.name())
            .put("size", block.size())
            .put("maxSize", block.maxSize());
    return block.host().isPresent()
        ? json.put("address", address(block.host().getAsLong()))
        : json.putNull("address");
  }

  private static ObjectNode json(MappedRange range) {
    return JSON.createObjectNode()
        .put("gpa", address(range.gpa()))
        .put("size", range.size())
        .put("block", range.block())
        .put("offset", range.offset());
  }

  /** As text: not every reader of JSON has 64 bits. */
  private static String address(long address) {
    return "0x" + Long.toHexString(address);
  }

  /**
   * Checks what somebody wants to set.
   *
   * @param offset null to forget what was published, so that it is published again
   * @throws ConnectException saying what is wrong
   */
  public static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
    if (!partition.keySet().equals(Set.of(SOCKET))) {
      throw new ConnectException(
          "%s is no partition of this connector; those have a 'socket' that is a path"
              .formatted(partition));
    }
    if (offset != null && !offset.keySet().equals(Set.of(VM, LAYOUT))) {
      throw new ConnectException(
          ("the offset of %s: it has 'vm' and 'layout', the digest of what was published; set it to"
                  + " null to have that published again")
              .formatted(partition));
    }
  }
}
