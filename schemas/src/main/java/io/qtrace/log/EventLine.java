package io.qtrace.log;

import io.qtrace.raw.RawEvent;

/** Reads one line as an event. Holds what it found until the next line is read; not thread-safe. */
final class EventLine {

  /** What a line is. */
  enum Outcome {
    EVENT,
    /** It begins as an event does, but its text does not fit the event's format. */
    MISMATCH,
    /** Only trace events have its prefix, but no event has its name. */
    UNKNOWN_EVENT,
    OTHER
  }

  private final EventPatterns patterns;
  private final EventNames names;
  private final LinePrefix prefix;
  private final Matcher matcher = new Matcher();
  private final RawEvent event = new RawEvent();
  private byte[] unescaped = new byte[0];

  private int definition;
  private int textFrom;
  private int failedAt;
  private int failedStep;

  EventLine(EventPatterns patterns, LogOptions options) {
    this.patterns = patterns;
    names = patterns.names();
    prefix = new LinePrefix(names, options);
  }

  /** The event, valid if that was the outcome. */
  RawEvent event() {
    return event;
  }

  /**
   * Reads the beginning of a line without a prefix or with a stamp only.
   *
   * @param to end of the bytes there are; the line's end is not known yet
   * @return where the event's text begins; {@code from} if the line is not that plain
   */
  int begin(byte[] b, int from, int to) {
    definition = prefix.readPlain(b, from, to);
    if (definition < 0) {
      return from;
    }
    textFrom = Math.min(to, prefix.nameFrom + names.length(definition) + 1);
    return textFrom;
  }

  Outcome read(byte[] b, int from, int end) {
    definition = prefix.read(b, from, end);
    if (definition < 0) {
      return prefix.form == LinePrefix.Form.THREAD ? Outcome.UNKNOWN_EVENT : Outcome.OTHER;
    }
    textFrom = Math.min(end, prefix.nameFrom + names.length(definition) + 1);
    return readText(b, from, end);
  }

  /** Reads the rest of a line whose beginning was read. */
  Outcome readText(byte[] b, int from, int end) {
    if (matches(b, end)) {
      found(b, from, end);
      return Outcome.EVENT;
    }
    boolean isMeant = prefix.form != LinePrefix.Form.NONE || isUnmistakable(b, end);
    return isMeant ? Outcome.MISMATCH : Outcome.OTHER;
  }

  /** A word with an underscore is no word of a message; a line of nothing but a name may be one. */
  private boolean isUnmistakable(byte[] b, int end) {
    int nameEnd = prefix.nameFrom + names.length(definition);
    return nameEnd < end && Words.indexOf(b, prefix.nameFrom, nameEnd, (byte) '_') < nameEnd;
  }

  private boolean matches(byte[] b, int end) {
    var pattern = patterns.pattern(definition);
    boolean isMatch =
        prefix.isEscaped
            ? matcher.matchEscaped(pattern, b, textFrom, end)
            : matcher.match(pattern, b, textFrom, end);
    if (!isMatch) {
      failedAt = matcher.failedAt;
      failedStep = matcher.failedStep;
    }
    return isMatch || (prefix.isEscaped && matchesUnescaped(pattern, b, end));
  }

  /**
   * The format itself may have control characters, and so may a %c: then all of the text is
   * unescaped first.
   */
  private boolean matchesUnescaped(LinePattern pattern, byte[] b, int end) {
    if (!SyslogEscapes.contains(b, textFrom, end)) {
      return false;
    }
    if (unescaped.length < end - textFrom) {
      unescaped = new byte[2 * (end - textFrom)];
    }
    int to = SyslogEscapes.undo(b, textFrom, end, unescaped, 0);
    return matcher.match(pattern, unescaped, 0, to);
  }

  private void found(byte[] b, int from, int end) {
    event.definition = definition;
    event.buffer = b;
    event.from = from;
    event.to = end;
    event.arguments = matcher.arguments;
    event.argumentsFrom = 0;
    event.argumentsTo = matcher.argumentsTo;
    prefix.copyTo(event);
  }

  /** Whether a line that is a mismatch may be an event together with the lines that follow. */
  boolean isOpen() {
    return matcher.isOpen && !prefix.isEscaped;
  }

  /** Reads the line that was a mismatch again, up to a later end. */
  boolean isEventUpTo(byte[] b, int from, int end) {
    if (!matcher.match(patterns.pattern(definition), b, textFrom, end)) {
      return false;
    }
    found(b, from, end);
    return true;
  }

  /** Whether the line has a prefix. */
  boolean hasPrefix() {
    return prefix.form != LinePrefix.Form.NONE;
  }

  /** Whether the line has one of QEMU's own stamps. */
  boolean isStamped() {
    return prefix.form == LinePrefix.Form.STAMP || prefix.form == LinePrefix.Form.THREAD;
  }

  /**
   * The thread of an event whose line is glued to a message can not be told from the message's last
   * digits.
   */
  void forgetThread() {
    if (prefix.form == LinePrefix.Form.THREAD) {
      event.threadId = -1;
    }
  }

  /** Why the line was no event. */
  String mismatch(byte[] b, int from, int end) {
    var expected = patterns.pattern(definition).steps()[failedStep];
    return Mismatch.describe(patterns.definition(definition), expected, b, from, failedAt, end);
  }

  String unknownEvent(byte[] b, int from, int end) {
    return Mismatch.unknown(b, from, prefix.nameFrom, end);
  }
}
