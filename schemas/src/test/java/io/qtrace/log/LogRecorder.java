package io.qtrace.log;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what a log reader finds, a line each: one character for each byte, strings in quotes,
 * numbers signed.
 */
final class LogRecorder implements RawRecordHandler {

  private final Definitions definitions;
  final List<String> found = new ArrayList<>();

  LogRecorder(Definitions definitions) {
    this.definitions = definitions;
  }

  /** What a log holds, read in one piece. */
  static List<String> read(Definitions definitions, String log) {
    return read(new LogReader(definitions), definitions, log);
  }

  static List<String> read(LogReader reader, Definitions definitions, String log) {
    var recorder = new LogRecorder(definitions);
    byte[] bytes = log.getBytes(StandardCharsets.ISO_8859_1);
    reader.read(bytes, 0, bytes.length, true, recorder);
    return recorder.found;
  }

  /**
   * What a log holds, read in pieces of so many bytes: each time with what the time before left
   * over.
   */
  static List<String> readInPieces(Definitions definitions, String log, int pieceBytes) {
    var recorder = new LogRecorder(definitions);
    var reader = new LogReader(definitions);
    byte[] bytes = log.getBytes(StandardCharsets.ISO_8859_1);
    int from = 0;
    for (int to = 0; to < bytes.length; ) {
      to = Math.min(bytes.length, to + pieceBytes);
      from = reader.read(bytes, from, to, to == bytes.length, recorder);
    }
    return recorder.found;
  }

  @Override
  public void event(RawEvent event) {
    var text = new StringBuilder(definitions.events().get(event.definition).name());
    text.append('(').append(String.join(", ", arguments(event))).append(')');
    if (event.clock == Clock.REALTIME) {
      text.append(" at ").append(Instant.ofEpochSecond(0, event.timestampNs));
    } else if (event.clock == Clock.MONOTONIC) {
      text.append(" at ").append(event.timestampNs).append(" ns");
    }
    text.append(event.pid == 0 ? "" : " pid " + event.pid);
    text.append(event.threadId == -1 ? "" : " tid " + event.threadId);
    found.add(text.toString());
  }

  private List<String> arguments(RawEvent event) {
    var values =
        ByteBuffer.wrap(
                event.arguments, event.argumentsFrom, event.argumentsTo - event.argumentsFrom)
            .order(ByteOrder.LITTLE_ENDIAN);
    var texts = new ArrayList<String>();
    for (Argument argument : definitions.events().get(event.definition).arguments()) {
      if (argument.type().kind() == CType.Kind.STRING) {
        byte[] bytes = new byte[values.getInt()];
        values.get(bytes);
        texts.add('"' + new String(bytes, StandardCharsets.ISO_8859_1) + '"');
      } else if (argument.type().kind() == CType.Kind.REAL) {
        texts.add(Double.toString(values.getDouble()));
      } else {
        texts.add(Long.toString(values.getLong()));
      }
    }
    if (values.hasRemaining()) {
      throw new AssertionError(values.remaining() + " bytes behind the arguments");
    }
    return texts;
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    throw new AssertionError("a log has no dropped records");
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    found.add(reason + ": " + detail + " | " + text(buffer, from, to));
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    found.add("other: " + text(buffer, from, to));
  }

  private static String text(byte[] buffer, int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
