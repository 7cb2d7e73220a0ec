package io.qtrace.connect.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.Definitions;
import io.qtrace.host.Vm;
import io.qtrace.raw.RawHeaders;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.tail.SilentVm;
import io.qtrace.tail.bookmark.Bookmark;
import io.qtrace.tail.bookmark.TailedChunk;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes Kafka records. Immutable. */
public final class RawRecords {

  private final TraceFormat format;
  private final String topic;
  private final String definitionsTopic;
  private final KeptBookmarks bookmarks;

  public RawRecords(TraceConnectorConfig config, TraceFormat format, KeptBookmarks bookmarks) {
    this.format = format;
    this.topic = config.getString(TraceConnectorConfig.TOPIC);
    this.definitionsTopic = config.getString(TraceConnectorConfig.DEFINITIONS_TOPIC);
    this.bookmarks = bookmarks;
  }

  /** The Kafka record's own time is when it is sent: retention must not take a late one at once. */
  public SourceRecord chunk(TailedChunk tailed) {
    var chunk = tailed.chunk();
    var headers = headers(tailed.next(), tailed.source(), chunk.offsetBytes());
    headers.addString(RawHeaders.CLOCK_OFFSET_NS, Long.toString(tailed.clockOffsetNs()));
    return raw(
        tailed.next().vm(),
        chunk.bytes(),
        headers,
        new Place(bookmarks.partition(tailed.file()), KeptBookmarks.offset(tailed.next())));
  }

  /**
   * @param untilNs nanoseconds since the epoch
   */
  public SourceRecord heartbeat(SilentVm silent, long untilNs) {
    var bookmark = silent.bookmark();
    var headers = headers(bookmark, silent.source(), bookmark.positionBytes());
    headers.addString(RawHeaders.HEARTBEAT_NS, Long.toString(untilNs));
    return raw(
        silent.vm(),
        new byte[0],
        headers,
        new Place(bookmarks.partition(silent.file()), KeptBookmarks.offset(bookmark)));
  }

  public SourceRecord definitions(Definitions definitions) {
    var fingerprint = definitions.fingerprint();
    return new SourceRecord(
        KeptBookmarks.definitionsPartition(fingerprint),
        Map.of("published", 1L),
        definitionsTopic,
        null,
        Schema.BYTES_SCHEMA,
        fingerprint.getBytes(UTF_8),
        Schema.BYTES_SCHEMA,
        definitions.text());
  }

  private ConnectHeaders headers(Bookmark bookmark, String source, long offsetBytes) {
    var headers = new ConnectHeaders();
    headers.addString(RawHeaders.FORMAT, format.headerValue());
    if (!bookmark.definitions().isEmpty()) {
      headers.addString(RawHeaders.DEFINITIONS, bookmark.definitions());
    }
    headers.addString(RawHeaders.HOST, bookmark.vm().host());
    headers.addString(RawHeaders.VM, bookmark.vm().id());
    headers.addString(RawHeaders.SOURCE, source + ";offset=" + offsetBytes);
    return headers;
  }

  private record Place(Map<String, String> partition, Map<String, Object> offset) {}

  private SourceRecord raw(Vm vm, byte[] bytes, ConnectHeaders headers, Place place) {
    return new SourceRecord(
        place.partition,
        place.offset,
        topic,
        null,
        Schema.BYTES_SCHEMA,
        vm.id().getBytes(UTF_8),
        Schema.BYTES_SCHEMA,
        bytes,
        null,
        headers);
  }
}
