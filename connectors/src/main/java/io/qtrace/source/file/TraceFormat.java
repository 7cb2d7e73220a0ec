package io.qtrace.source.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What QEMU's trace backend wrote. */
public enum TraceFormat {
  /** Binary records of the simple backend (QEMU's trace/simple.c), of either byte order. */
  SIMPLE("simple"),
  /** Lines: the log backend's file, a stderr capture, syslog or ftrace text. */
  LOG("log");

  /** How many bytes {@link #sniff} looks at. */
  public static final int HEAD_BYTES = 4096;

  private static final byte[] HEADER_LE = {-1, -1, -1, -1, -1, -1, -1, -1, (byte) 0xb4, 0x29};
  private static final byte[] HEADER_BE = {
    -1, -1, -1, -1, -1, -1, -1, -1, (byte) 0xf2, (byte) 0xb1
  };
  private static final byte[] MAGIC_LE = {
    (byte) 0xb4, 0x29, (byte) 0xa4, 0x0a, (byte) 0xcb, 0x77, (byte) 0xb1, (byte) 0xf2
  };
  private static final byte[] MAGIC_BE = {
    (byte) 0xf2, (byte) 0xb1, 0x77, (byte) 0xcb, 0x0a, (byte) 0xa4, 0x29, (byte) 0xb4
  };

  /** What the header has behind its magic, and what is read of it. */
  private static final int VERSION_AT = 16;

  private static final int HEADER_BYTES = 24;
  private static final long VERSION = 4;

  /** A line of so many bytes of text is one. */
  private static final int MIN_LINE_BYTES = 16;

  private final String headerValue;

  TraceFormat(String headerValue) {
    this.headerValue = headerValue;
  }

  /** The value of the header {@code qtrace-format}. */
  public String headerValue() {
    return headerValue;
  }

  /**
   * Tells the formats apart by their first bytes. A simple file that lost its header, or part of
   * it, is still told from text: every record begins with zeros. Nothing at all is an empty log,
   * and so are NULs alone: a log whose file was truncated while QEMU wrote it begins with them.
   */
  public static TraceFormat sniff(byte[] head, int length) {
    boolean simple =
        beginsWith(head, length, HEADER_LE)
            || beginsWith(head, length, HEADER_BE)
            || hasMagic(head, length)
            || looksBinary(head, length);
    return simple ? SIMPLE : LOG;
  }

  /** Whether a file begins with the whole header of a simple trace. */
  public static boolean isSimpleHeader(byte[] head) {
    return hasMagic(head, head.length);
  }

  /**
   * What a simple trace is whose version is none that is read, and what to do; empty for whatever
   * else begins like that.
   */
  public static String otherVersion(byte[] head) {
    if (!hasMagic(head, head.length) || head.length < HEADER_BYTES) {
      return "";
    }
    boolean isBig = Arrays.equals(head, 8, 16, MAGIC_BE, 0, 8);
    var order = isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    long version = ByteBuffer.wrap(head).order(order).getLong(VERSION_AT);
    return version == VERSION
        ? ""
        : "a simple trace, version %s; version %d is read, which QEMU 2.7 and later write; take simpletrace.py of that QEMU"
            .formatted(Long.toUnsignedString(version), VERSION);
  }

  private static boolean beginsWith(byte[] head, int length, byte[] header) {
    int compared = Math.min(length, header.length);
    return compared > 0 && Arrays.equals(head, 0, compared, header, 0, compared);
  }

  private static boolean hasMagic(byte[] head, int length) {
    return length >= 16
        && (Arrays.equals(head, 8, 16, MAGIC_LE, 0, 8)
            || Arrays.equals(head, 8, 16, MAGIC_BE, 0, 8));
  }

  /**
   * A tenth of NULs, and of the rest some that no text has: records have far more of both. A log
   * has NULs where a crash of its host left some, or where "%c" printed a 0; and what is binary
   * behind a first line of text was appended to a log.
   */
  private static boolean looksBinary(byte[] head, int length) {
    if (beginsWithLine(head, length)) {
      return false;
    }
    int zeros = 0;
    int looked = Math.min(length, HEAD_BYTES);
    for (int i = 0; i < looked; i++) {
      zeros += head[i] == 0 ? 1 : 0;
    }
    return zeros < looked && zeros * 10 > looked && !isText(head, length);
  }

  /** No record does: strings in it are short, and what is in front of them is no text. */
  private static boolean beginsWithLine(byte[] head, int length) {
    int end = 0;
    while (end < length && head[end] != '\n' && head[end] != 0 && !isControl(head[end])) {
      end++;
    }
    return end >= MIN_LINE_BYTES && end < length && head[end] == '\n';
  }

  /** Whether of the bytes other than NULs less than a fiftieth is what no text has. */
  public static boolean isText(byte[] head, int length) {
    int others = 0;
    int controls = 0;
    for (int i = 0; i < Math.min(length, HEAD_BYTES); i++) {
      others += head[i] == 0 ? 0 : 1;
      controls += isControl(head[i]) ? 1 : 0;
    }
    return others > 0 && controls * 50 <= others;
  }

  /** No line end, no tabulator or the like, and nothing that terminals have. */
  private static boolean isControl(byte c) {
    return c > 0 && c < ' ' && !(c >= '\b' && c <= '\r') && c != 0x1b;
  }
}
