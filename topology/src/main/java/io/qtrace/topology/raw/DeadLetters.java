package io.qtrace.topology.raw;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.DeadLetterPart;
import io.qtrace.raw.Rejection;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.flow.Names;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why raw bytes become dead letters, beyond what the readers reject, and how they look. */
public final class DeadLetters {

  public static final String DEFINITIONS_MISSING = "DEFINITIONS_MISSING";
  public static final String DEFINITIONS_INVALID = "DEFINITIONS_INVALID";

  /** A name, a header or all headers are not what docs/topics.md permits. */
  public static final String BAD_HEADER = "BAD_HEADER";

  /** The typed event, or the raw record, would be larger than what Kafka takes. */
  public static final String TOO_LARGE = "TOO_LARGE";

  /** Kafka or the registry takes no such topic or schema. */
  public static final String REFUSED = "REFUSED";

  /** The stage failed at the record again and again; the log has the stack trace. */
  public static final String STAGE_FAILED = "STAGE_FAILED";

  /** An error of ours in a reader; the log has the stack trace. */
  public static final String DECODER_FAILED = "DECODER_FAILED";

  /** All of the above. */
  private static final List<String> REASONS =
      List.of(
          DEFINITIONS_MISSING,
          DEFINITIONS_INVALID,
          BAD_HEADER,
          TOO_LARGE,
          REFUSED,
          STAGE_FAILED,
          DECODER_FAILED);

  private static final int MAX_DETAIL_CHARACTERS = 2000;

  /** What a dead letter has besides bytes, headers and key: names, place, reason, framing. */
  private static final int MOST_OTHER_BYTES = 32 << 10;

  private static final int MAX_WHOLE_BYTES = TopicPlan.MAX_DEAD_LETTER_BYTES - MOST_OTHER_BYTES;
  private static final int PIECE_BYTES = 3 << 20;
  private static final int MAX_KEPT_HEADER_BYTES = 512 << 10;
  private static final int MAX_KEPT_KEY_BYTES = 1 << 20;

  private DeadLetters() {}

  /** Every reason a dead letter may have, the readers' first. */
  public static List<String> allReasons() {
    var all = new ArrayList<String>();
    for (var rejection : Rejection.values()) {
      all.add(rejection.name());
    }
    all.addAll(REASONS);
    return List.copyOf(all);
  }

  /**
   * Makes a dead letter of a part of a raw record.
   *
   * @param position where in the raw record's value the bytes begin
   */
  public static DeadLetter of(
      RawRecord from, String reason, String detail, byte[] bytes, int position) {
    return letter(from, reason, detail, bytes).setPosition(position).build();
  }

  /** The same for several runs of bytes. */
  public static DeadLetter of(RawRecord from, String reason, String detail, Gathered what) {
    return letter(from, reason, detail, what.bytes())
        .setPosition(what.parts().get(0).getPosition())
        .setCount(what.count())
        .setParts(what.parts().size() == 1 ? List.of() : what.parts())
        .build();
  }

  /**
   * Runs of bytes of a raw record.
   *
   * @param bytes of all of them
   * @param count of events, lines or runs that were rejected
   * @param parts where the runs lie in the raw record
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Gathered(byte[] bytes, long count, List<DeadLetterPart> parts) {}

  /**
   * A raw record whole. Only one that was larger than a dead letter can be, in a compressed batch,
   * comes in several pieces, and may lose its key and headers.
   */
  public static List<DeadLetter> whole(RawRecord from, String reason, String detail) {
    int length = from.value().length;
    var key = from.key();
    long bytes = length + from.headerBytes() + (key == null ? 0 : key.length);
    if (bytes <= MAX_WHOLE_BYTES) {
      return List.of(piece(from, reason, detail, from.value(), 0));
    }
    var smaller = withoutTheLarge(from);
    var pieces = new ArrayList<DeadLetter>();
    int start = 0;
    do {
      int end = pieceEnd(from.value(), start);
      pieces.add(
          piece(smaller, reason, detail, Arrays.copyOfRange(from.value(), start, end), start));
      start = end;
    } while (start < length);
    return pieces;
  }

  private static RawRecord withoutTheLarge(RawRecord raw) {
    var headers = new LinkedHashMap<String, byte[]>();
    int left = MAX_KEPT_HEADER_BYTES;
    for (var header : raw.headers().entrySet()) {
      int bytes = header.getKey().length() + header.getValue().length;
      if (bytes <= left) {
        headers.put(header.getKey(), header.getValue());
        left -= bytes;
      }
    }
    var key = raw.key();
    return new RawRecord(
        key != null && key.length > MAX_KEPT_KEY_BYTES ? Names.bounded(key) : key,
        raw.value(),
        raw.timestampMs(),
        raw.topic(),
        raw.partition(),
        raw.offset(),
        headers);
  }

  /** Behind a line's end, if there is one. */
  private static int pieceEnd(byte[] value, int start) {
    int end = Math.min(value.length, start + PIECE_BYTES);
    if (end == value.length) {
      return end;
    }
    int newline = end;
    while (newline > start && value[newline - 1] != '\n') {
      newline--;
    }
    return newline > start ? newline : end;
  }

  private static DeadLetter piece(
      RawRecord from, String reason, String detail, byte[] bytes, int position) {
    var letter = letter(from, reason, detail, bytes).setPosition(position);
    var key = from.key();
    if (key != null && key.length > Names.MAX_BYTES) { // else the Kafka record's own key does
      letter.setKey(ByteBuffer.wrap(key));
    }
    return letter.build();
  }

  private static DeadLetter.Builder letter(
      RawRecord from, String reason, String detail, byte[] bytes) {
    return DeadLetter.newBuilder()
        .setReason(reason)
        .setDetail(shortened(detail))
        .setBytes(ByteBuffer.wrap(bytes))
        .setVm(from.vm())
        .setHost(from.host())
        .setTimestamp(Instant.ofEpochMilli(from.timestampMs()))
        .setTopic(from.topic())
        .setPartition(from.partition())
        .setOffset(from.offset())
        .setHeaders(headers(from.headers()));
  }

  private static Map<String, ByteBuffer> headers(Map<String, byte[]> raw) {
    var headers = new HashMap<String, ByteBuffer>();
    raw.forEach((name, value) -> headers.put(name, ByteBuffer.wrap(value)));
    return headers;
  }

  /** Details quote names and values out of the raw bytes. */
  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL_CHARACTERS
        ? detail
        : detail.substring(0, MAX_DETAIL_CHARACTERS) + "…";
  }
}
