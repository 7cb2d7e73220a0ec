package io.qtrace.cli.trace;

import io.qtrace.bytes.Words;
import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.raw.SimpleReader;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Reads a whole trace file through a large buffer. */
public final class TraceDecoder {

  /** A reader makes progress with 512 KiB, whatever the bytes are. */
  private static final int BUFFER_BYTES = 1 << 20;

  @FunctionalInterface
  private interface Reader {
    int read(byte[] b, int from, int to, boolean last, RawRecordHandler handler);
  }

  private final Definitions definitions;
  private final OnDamage onDamage;

  /** Told the bytes read of the file as it lies on the disk, now and then. */
  private final LongConsumer progress;

  /** Of the buffer's first byte in the trace, and the buffer. */
  private long bufferPosition;

  private byte[] buffer = new byte[BUFFER_BYTES];

  /** Of a log, in front of the buffer. */
  private long linesBefore;

  private boolean isLog;
  private long bytesRead;
  private long addedBytes;

  public TraceDecoder(Definitions definitions, OnDamage onDamage, LongConsumer progress) {
    this.definitions = definitions;
    this.onDamage = onDamage;
    this.progress = progress;
  }

  /**
   * Takes so many bytes for none of the trace's own, which messages then do not count.
   *
   * @param added put in front of it
   */
  public TraceDecoder behind(long added) {
    addedBytes = added;
    return this;
  }

  /** Of the uncompressed trace, so far. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Reads to the end. The handler is called on this thread. */
  public void decode(TraceBytes trace, TraceFormat format, RawRecordHandler handler)
      throws IOException {
    isLog = format == TraceFormat.LOG;
    decode(trace, reader(format), handler);
  }

  /**
   * Where the event being passed on begins, in bytes of the uncompressed trace; -1 if its line is
   * not there in one piece.
   */
  public long positionOf(RawEvent event) {
    return event.buffer == buffer ? positionOf(event.buffer, event.from) : -1;
  }

  /** Where bytes that are being passed on begin, in bytes of the uncompressed trace. */
  public long positionOf(byte[] b, int from) {
    return b == buffer ? bufferPosition + from : -1;
  }

  /**
   * Where bytes that are being passed on begin, for people: {@code line 17: }, with what follows
   * counted from there. Empty for a simple trace, of which details say it themselves, and if the
   * bytes are not there in one piece.
   */
  public String placeOf(byte[] b, int from) {
    return isLog && b == buffer
        ? "line %,d: ".formatted(linesBefore + Words.count(b, 0, from, (byte) '\n') + 1)
        : "";
  }

  private void decode(TraceBytes trace, Reader reader, RawRecordHandler handler)
      throws IOException {
    byte[] b = buffer;
    int from = 0;
    int to = 0;
    boolean last = false;
    while (!last) {
      int filled = trace.bytes().readNBytes(b, to, b.length - to);
      last = filled < b.length - to;
      to += filled;
      bytesRead += filled;
      from = reader.read(b, from, to, last, handler);
      linesBefore += isLog ? Words.count(b, 0, from, (byte) '\n') : 0;
      System.arraycopy(b, from, b, 0, to - from);
      bufferPosition += from;
      to -= from;
      from = 0;
      b = to == b.length ? Arrays.copyOf(b, 2 * b.length) : b;
      buffer = b;
      progress.accept(trace.fileBytesRead());
    }
  }

  private Reader reader(TraceFormat format) {
    return switch (format) {
      case SIMPLE -> {
        var simple = new SimpleReader(definitions, onDamage);
        simple.seek(-addedBytes);
        yield simple::read;
      }
      case LOG -> new LogReader(definitions)::read;
    };
  }
}
