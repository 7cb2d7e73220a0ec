package io.qtrace.topology.raw;

import io.qtrace.raw.RawHeaders;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topology.flow.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a raw record may have at most, and what its headers may say, see docs/topics.md. Whoever may
 * write to the raw topic may write anything, and what is read becomes keys, state and a part of
 * every typed event.
 */
public final class RawCheck {

  /** Tracing and CloudEvents put some ten headers of some hundred bytes on a record. */
  static final int MAX_HEADERS = 64;

  static final int MAX_HEADER_BYTES = 16 << 10;

  private static final List<String> OURS =
      List.of(
          RawHeaders.VM,
          RawHeaders.HOST,
          RawHeaders.SOURCE,
          RawHeaders.DEFINITIONS,
          RawHeaders.FORMAT,
          RawHeaders.CLOCK_OFFSET_NS,
          RawHeaders.HEARTBEAT_NS);

  /**
   * Why a raw record is not decoded.
   *
   * @param reason of the dead letter
   */
  public record Refusal(String reason, String detail) {}

  private RawCheck() {}

  /** Null if the record may be decoded: all that its headers say can be read then. */
  public static @Nullable Refusal refusal(RawRecord raw) {
    var problem = nameProblem(raw);
    if (problem == null) {
      problem = headerProblem(raw);
    }
    if (problem == null) {
      problem = valueProblem(raw);
    }
    if (problem != null) {
      return new Refusal(DeadLetters.BAD_HEADER, problem);
    }
    // A batch that was compressed may be larger than what the topic takes.
    int bytes = raw.value().length;
    return bytes <= TopicPlan.MAX_RAW_BYTES
        ? null
        : new Refusal(
            DeadLetters.TOO_LARGE,
            "the raw record's value has %,d bytes; at most %,d are read"
                .formatted(bytes, TopicPlan.MAX_RAW_BYTES));
  }

  private static @Nullable String nameProblem(RawRecord raw) {
    var key = raw.key();
    if (key != null && key.length > Names.MAX_BYTES) {
      return tooLong("the key", key.length);
    }
    for (var name : OURS) {
      var value = raw.headers().get(name);
      if (value != null && value.length > Names.MAX_BYTES) {
        return tooLong(name, value.length);
      }
    }
    return null;
  }

  private static String tooLong(String what, int bytes) {
    return "%s has %,d bytes; at most %d are taken".formatted(what, bytes, Names.MAX_BYTES);
  }

  private static @Nullable String headerProblem(RawRecord raw) {
    int count = raw.headers().size();
    if (count > MAX_HEADERS) {
      return "%,d headers or more; at most %d are taken".formatted(count, MAX_HEADERS);
    }
    long bytes = raw.headerBytes();
    return bytes <= MAX_HEADER_BYTES
        ? null
        : "the headers have %,d bytes in all; at most %,d are taken"
            .formatted(bytes, MAX_HEADER_BYTES);
  }

  private static @Nullable String valueProblem(RawRecord raw) {
    if (raw.isHeartbeat()) {
      return raw.heartbeatNs() == null ? noNumber(raw, RawHeaders.HEARTBEAT_NS) : null;
    }
    var format = raw.format();
    if (!format.isEmpty() && !format.equals("log") && !format.equals("simple")) {
      return "%s is '%s'; it has to be simple or log".formatted(RawHeaders.FORMAT, format);
    }
    boolean isRead =
        raw.clockOffsetNs() != null
            || Told.text(raw.headers(), RawHeaders.CLOCK_OFFSET_NS).isEmpty();
    return isRead ? null : noNumber(raw, RawHeaders.CLOCK_OFFSET_NS);
  }

  private static String noNumber(RawRecord raw, String header) {
    return "%s is '%s'; it has to be a number of nanoseconds that fits 64 bits"
        .formatted(header, Told.text(raw.headers(), header));
  }
}
