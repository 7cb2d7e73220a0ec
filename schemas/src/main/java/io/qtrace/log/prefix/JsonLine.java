package io.qtrace.log.prefix;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.PrefixForm;
import io.qtrace.log.stamp.IsoStamp;
import io.qtrace.raw.Clock;
import java.nio.charset.StandardCharsets;

/**
 * Lines that are JSON objects: docker's json-file logs, {@code {"log":"...\n","stream":"stderr",
 * "time":"..."}}, and {@code journalctl -o json}. The line goes on with what the member that holds
 * the text says. Not thread-safe.
 */
final class JsonLine implements PrefixForm {

  /**
   * docker cuts longer lines into pieces: defaultBufSize in daemon/logger/copier.go. Where a
   * shorter one has no newline, others may have cut it, or write none.
   */
  private static final int DOCKER_PIECE_BYTES = 16 * 1024;

  private static final int MAX_PID_DIGITS = 9;

  private static final byte[] LOG = key("log");
  private static final byte[] TIME = key("time");
  private static final byte[] STREAM = key("stream");
  private static final byte[] MESSAGE = key("MESSAGE");
  private static final byte[] REALTIME = key("__REALTIME_TIMESTAMP");
  private static final byte[] SOURCE_REALTIME = key("_SOURCE_REALTIME_TIMESTAMP");
  private static final byte[] PID = key("_PID");
  private static final byte[] STDOUT = key("\"stdout\"");
  private static final byte[] STDERR = key("\"stderr\"");

  private final IsoStamp iso = new IsoStamp();
  private final JsonText json = new JsonText();

  /** Of the line read last; -1 if it has none. */
  private long stampNs;

  private int pid;
  private int stream;
  private int textTo;
  private boolean isDocker;
  private boolean isOfSource;

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int read(byte[] b, int at, int lineEnd, Heading heading) {
    int end = withoutBlanks(b, at, lineEnd);
    if (at >= end || b[at] != '{') {
      return -1;
    }
    stampNs = -1;
    pid = 0;
    stream = 0;
    textTo = -1;
    isDocker = false;
    isOfSource = false;
    int objectTo = membersEnd(b, at + 1, end);
    if (textTo < 0 || (objectTo >= 0 && objectTo < end)) {
      return -1;
    }
    carry(heading);
    heading.isCut |= objectTo < 0;
    return 0;
  }

  private static int withoutBlanks(byte[] b, int from, int end) {
    int to = end;
    while (to > from && (b[to - 1] == ' ' || b[to - 1] == '\t')) {
      to--;
    }
    return to;
  }

  private void carry(Heading heading) {
    if (stampNs >= 0) {
      heading.mark(Heading.Form.NONE, Clock.REALTIME, stampNs);
    }
    if (pid > 0) {
      heading.event.pid = pid;
    }
    byte[] text = json.text();
    boolean isWhole = textTo > 0 && text[textTo - 1] == '\n';
    heading.goOnString(text, 0, isWhole ? textTo - 1 : textTo);
    heading.isPieceDoubtful = heading.pieceCarriers == 0 && textTo < DOCKER_PIECE_BYTES;
    heading.carry(0, stream, isDocker && !isWhole);
  }

  /**
   * Reads the members that begin at {@code from}; returns the position behind the object, or -1 if
   * it has no end.
   */
  private int membersEnd(byte[] b, int from, int end) {
    int at = JsonText.skipBlanks(b, from, end);
    while (at < end && b[at] == '"') {
      int keyTo = JsonText.stringEnd(b, at, end);
      int colon = JsonText.skipBlanks(b, keyTo, end);
      int value = JsonText.skipBlanks(b, colon + 1, end);
      if (keyTo < 0 || value >= end || b[colon] != ':') {
        return -1;
      }
      int valueTo = JsonText.valueEnd(b, value, end);
      if (valueTo < 0) {
        readText(b, at + 1, keyTo - 1, value, end + 1);
        return -1;
      }
      if (!readText(b, at + 1, keyTo - 1, value, valueTo)) {
        readMember(b, at + 1, keyTo - 1, value, valueTo);
      }
      at = JsonText.skipBlanks(b, valueTo, end);
      if (at < end && b[at] == ',') {
        at = JsonText.skipBlanks(b, at + 1, end);
      }
    }
    return at < end && b[at] == '}' ? at + 1 : -1;
  }

  /** Whether the member holds the line's text. */
  private boolean readText(byte[] b, int key, int keyTo, int value, int valueTo) {
    boolean isLog = is(b, key, keyTo, LOG);
    if (!isLog && !is(b, key, keyTo, MESSAGE)) {
      return false;
    }
    isDocker |= isLog;
    textTo = json.read(b, value, valueTo);
    return true;
  }

  private void readMember(byte[] b, int key, int keyTo, int value, int valueTo) {
    if (is(b, key, keyTo, TIME) && iso.read(b, value + 1, valueTo) == valueTo - 1) {
      stampNs = iso.epochNs;
    } else if (is(b, key, keyTo, STREAM)) {
      stream = is(b, value, valueTo, STDOUT) ? 1 : is(b, value, valueTo, STDERR) ? 2 : 0;
    } else if (is(b, key, keyTo, SOURCE_REALTIME)) {
      isOfSource = true;
      stampNs = micros(b, value, valueTo) * 1000;
    } else if (is(b, key, keyTo, REALTIME) && !isOfSource) {
      stampNs = micros(b, value, valueTo) * 1000;
    } else if (is(b, key, keyTo, PID) && valueTo - value <= MAX_PID_DIGITS + 2) {
      pid = (int) Math.max(0, micros(b, value, valueTo));
    }
  }

  private static boolean is(byte[] b, int from, int to, byte[] key) {
    return to - from == key.length && Words.startsWith(b, from, to, key);
  }

  /** A number in quotes; -1 if it is none, or one that nanoseconds cannot count up to. */
  private static long micros(byte[] b, int from, int to) {
    boolean isNumber =
        to - from > 2
            && to - from <= 18
            && b[from] == '"'
            && Words.digitsEnd(b, from + 1, to) == to - 1;
    return isNumber ? Words.decimal(b, from + 1, to - 1) : -1;
  }
}
