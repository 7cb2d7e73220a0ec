package io.qtrace.topology;

import io.qtrace.contract.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/** Why raw bytes become dead letters, beyond what the readers reject, and how they look. */
final class DeadLetters {

  static final String DEFINITIONS_MISSING = "DEFINITIONS_MISSING";
  static final String DEFINITIONS_INVALID = "DEFINITIONS_INVALID";

  /** A header of the raw record has a value that can not be understood. */
  static final String BAD_HEADER = "BAD_HEADER";

  /** The typed event would be larger than Kafka's usual limit for a record. */
  static final String TOO_LARGE = "TOO_LARGE";

  /** An error of ours; the log has the stack trace. */
  static final String DECODER_FAILED = "DECODER_FAILED";

  /** All of the above. */
  static final List<String> REASONS =
      List.of(DEFINITIONS_MISSING, DEFINITIONS_INVALID, BAD_HEADER, TOO_LARGE, DECODER_FAILED);

  private DeadLetters() {}

  /**
   * Makes a dead letter of a part of a raw record.
   *
   * @param position where in the raw record's value the bytes begin
   */
  static DeadLetter of(RawRecord from, String reason, String detail, byte[] bytes, int position) {
    var headers = new HashMap<String, ByteBuffer>();
    from.headers().forEach((name, value) -> headers.put(name, ByteBuffer.wrap(value)));
    return DeadLetter.newBuilder()
        .setReason(reason)
        .setDetail(detail)
        .setBytes(ByteBuffer.wrap(bytes))
        .setVm(from.vm())
        .setHost(from.host())
        .setTimestamp(Instant.ofEpochMilli(Math.max(0, from.timestampMs())))
        .setTopic(from.topic())
        .setPartition(from.partition())
        .setOffset(from.offset())
        .setPosition(position)
        .setHeaders(headers)
        .build();
  }
}
