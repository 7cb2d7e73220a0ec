package io.qtrace.log;

import io.qtrace.bytes.SyslogEscapes;
import io.qtrace.bytes.Words;
import io.qtrace.log.heading.EventNames;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LineTail;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.log.pattern.EventPatterns;
import io.qtrace.log.pattern.Matcher;
import io.qtrace.log.prefix.LinePrefix;
import io.qtrace.log.value.Mismatch;
import io.qtrace.log.value.Step;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.Rejection;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one line as an event. Holds what it found until the next line is read; not thread-safe. */
final class EventLine {

  /** What a line is. */
  enum Outcome {
    EVENT,
    /** It begins as an event does, but its text does not fit the event's format. */
    MISMATCH,
    /** Only trace events have its prefix, but no event has its name. */
    UNKNOWN_EVENT,
    /** It begins as an event whose declaration cannot be read. */
    REFUSED_EVENT,
    /** It begins as an event does, but its end is missing. */
    CUT,
    OTHER
  }

  private static final byte[] ESCAPED_NEWLINE = {'#', '0', '1', '2'};

  private final EventPatterns patterns;
  private final EventNames names;

  /** Events from this index on cannot be read. */
  private final int readable;

  private final LinePrefix prefix;
  private final Matcher matcher = new Matcher();
  private final RawEvent event = new RawEvent();
  private final Heading heading;
  private byte[] copy = new byte[0];

  private int definition;
  private int textFrom;
  private boolean isOpen;
  private int failedAt;
  private @Nullable Step failedStep;
  private boolean isValueFailed;

  EventLine(EventPatterns patterns, LogOptions options) {
    this.patterns = patterns;
    names = patterns.names();
    readable = patterns.readable();
    prefix = new LinePrefix(names, options, event);
    heading = prefix.heading;
  }

  /** The event, valid if that was the outcome. */
  RawEvent event() {
    return event;
  }

  /**
   * Reads the line at {@code from} if it is an event without a prefix or with a stamp only, and is
   * followed by a newline. This is the fast way: it does not look for the line's end first.
   *
   * @return the position of the newline; -1 if the line has to be read by {@link #read}
   */
  int readPlain(byte[] b, int from, int to) {
    definition = prefix.readPlain(b, from, to);
    if (definition < 0 || definition >= readable) {
      return -1;
    }
    textFrom = prefix.nameFrom + names.length(definition) + 1;
    int limit = Math.min(to, b.length - Words.SLACK);
    int end = matcher.matchLine(patterns.pattern(definition), b, textFrom, limit);
    if (end < 0) {
      return -1;
    }
    int newline = b[end] == '\n' ? end : end + 1;
    found();
    place(b, from, newline);
    return newline;
  }

  Outcome read(byte[] b, int from, int end) {
    definition = prefix.read(b, from, end);
    var outcome = readText();
    place(b, from, end);
    return outcome;
  }

  /**
   * Reads a text that the line read before carries: its time, process and thread are that line's if
   * it has none of its own.
   */
  Outcome readCarried(byte[] b, int from, int end) {
    definition = prefix.readCarried(b, from, end);
    return readText();
  }

  /** As {@link #readCarried}, if the text does not say several lines: those are looked at later. */
  Outcome readString(byte[] b, int from, int end) {
    definition = prefix.readString(b, from, end);
    return readText();
  }

  private Outcome readText() {
    byte[] b = heading.text;
    int end = heading.textTo;
    isOpen = false;
    if (definition < 0) {
      return heading.form == Heading.Form.EVENT ? Outcome.UNKNOWN_EVENT : Outcome.OTHER;
    }
    if (heading.isCut) {
      return isMeant(b, end + 1) ? Outcome.CUT : Outcome.OTHER;
    }
    if (definition >= readable) {
      return isMeant(b, end) ? Outcome.REFUSED_EVENT : Outcome.OTHER;
    }
    textFrom = Math.min(end, prefix.nameFrom + names.length(definition) + 1);
    if (matches(b, end)) {
      found();
      return Outcome.EVENT;
    }
    return isMeant(b, end) ? Outcome.MISMATCH : Outcome.OTHER;
  }

  private boolean isMeant(byte[] b, int end) {
    return heading.form != Heading.Form.NONE || isUnmistakable(b, end);
  }

  /** A word with an underscore is no word of a message; a line of nothing but a name may be one. */
  private boolean isUnmistakable(byte[] b, int end) {
    int nameEnd = prefix.nameFrom + names.length(definition);
    return nameEnd < end && Words.indexOf(b, prefix.nameFrom, nameEnd, (byte) '_') < nameEnd;
  }

  private boolean matches(byte[] b, int end) {
    if (matchesAsIs(b, end)) {
      return true;
    }
    isOpen = matcher.isOpen && !heading.isEscaped;
    failedAt = matcher.misfit.at;
    failedStep = patterns.pattern(definition).steps()[matcher.misfit.step];
    isValueFailed = matcher.misfit.isValue;
    int inkEnd = LineTail.inkEnd(b, textFrom, end);
    return (inkEnd < end && matchesAsIs(b, inkEnd))
        || matchesWithBlanks(b, inkEnd)
        || (heading.isEscaped && matchesUnescaped(b, end));
  }

  /** Editors and shippers take away the blanks that some formats end with. */
  private boolean matchesWithBlanks(byte[] b, int inkEnd) {
    int blanks = patterns.trailingBlanks(definition);
    if (blanks == 0 || inkEnd < textFrom) {
      return false;
    }
    int length = inkEnd - textFrom;
    ensureCopy(length + blanks);
    System.arraycopy(b, textFrom, copy, 0, length);
    Arrays.fill(copy, length, length + blanks, (byte) ' ');
    return matcher.match(patterns.pattern(definition), copy, 0, length + blanks, heading.isEscaped);
  }

  private boolean matchesAsIs(byte[] b, int lineEnd) {
    var pattern = patterns.pattern(definition);
    int end = pattern.endsWithNewline() ? withoutEscapedNewline(b, lineEnd) : lineEnd;
    if (end + Words.SLACK <= b.length) {
      return matcher.match(pattern, b, textFrom, end, heading.isEscaped);
    }
    int length = end - textFrom;
    ensureCopy(length);
    System.arraycopy(b, textFrom, copy, 0, length);
    boolean isMatch = matcher.match(pattern, copy, 0, length, heading.isEscaped);
    matcher.misfit.at += textFrom;
    return isMatch;
  }

  /** Where the text ends without the newline that the format ends with and syslog has escaped. */
  private int withoutEscapedNewline(byte[] b, int end) {
    int from = end - ESCAPED_NEWLINE.length;
    boolean isThere =
        heading.isEscaped && from >= textFrom && Words.startsWith(b, from, end, ESCAPED_NEWLINE);
    return isThere ? from : end;
  }

  /**
   * The format itself may have control characters, and so may a %c: then all of the text is
   * unescaped first.
   */
  private boolean matchesUnescaped(byte[] b, int end) {
    if (!SyslogEscapes.contains(b, textFrom, end)) {
      return false;
    }
    ensureCopy(end - textFrom);
    int to = SyslogEscapes.undo(b, textFrom, end, copy, 0);
    return matcher.match(patterns.pattern(definition), copy, 0, to, false);
  }

  private void ensureCopy(int length) {
    if (copy.length < length + Words.SLACK) {
      copy = new byte[2 * length + Words.SLACK];
    }
  }

  private void found() {
    event.definition = definition;
    if (event.arguments != matcher.arguments.bytes) {
      event.arguments = matcher.arguments.bytes;
    }
    event.argumentsFrom = 0;
    event.argumentsTo = matcher.arguments.to;
  }

  /** Says where the event's line or lines are. */
  void place(byte[] b, int from, int end) {
    if (event.buffer != b) {
      event.buffer = b;
    }
    event.from = from;
    event.to = end;
  }

  /** Whether a line that is a mismatch may be an event together with the lines that follow. */
  boolean isOpen() {
    return isOpen;
  }

  /** What the prefixes say, and where the text is. */
  Heading heading() {
    return heading;
  }

  /** As {@link LinePrefix#readCarriers}. */
  int readCarriers(byte[] b, int from, int end, int carriers) {
    return prefix.readCarriers(b, from, end, carriers);
  }

  /** Whether QEMU writes an empty line behind the event's, which is part of the event. */
  boolean endsWithEmptyLine() {
    return patterns.pattern(definition).endsWithNewline();
  }

  /** Whether the event has strings, or what else any text may be. */
  boolean hasStrings() {
    return patterns.pattern(definition).hasStrings();
  }

  /** Whether the line has a prefix, other than one that carries any text. */
  boolean hasPrefix() {
    return heading.form != Heading.Form.NONE;
  }

  /** Whether one of QEMU's own stamps is at a position. */
  boolean isStamp(byte[] b, int from, int end) {
    return prefix.isStamp(b, from, end);
  }

  /**
   * Hands out what the line is.
   *
   * @param from the line's first byte is column 1 if its text is in it; else the text's is
   */
  void emit(Outcome outcome, Input input, int from, int end) {
    byte[] b = input.b;
    var handler = input.handler;
    switch (outcome) {
      case EVENT -> handler.event(event);
      case OTHER -> handler.other(b, from, end);
      case MISMATCH -> handler.rejected(Rejection.MISMATCH, mismatch(b, from), b, from, end);
      case CUT -> handler.rejected(Rejection.DAMAGED, patterns.cut(definition), b, from, end);
      case REFUSED_EVENT ->
          handler.rejected(Rejection.UNKNOWN_EVENT, patterns.refusal(definition), b, from, end);
      case UNKNOWN_EVENT ->
          handler.rejected(Rejection.UNKNOWN_EVENT, unknownEvent(b, from), b, from, end);
    }
  }

  private String mismatch(byte[] b, int from) {
    var step = Objects.requireNonNull(failedStep, "no line was a mismatch");
    var expected = isValueFailed || step.length() == 0 ? step.value().description() : step.quoted();
    var event = patterns.definition(definition).name();
    int columnFrom = heading.text == b ? from : 0;
    return Mismatch.describe(event, expected, heading.text, columnFrom, failedAt, heading.textTo);
  }

  private String unknownEvent(byte[] b, int from) {
    int columnFrom = heading.text == b ? from : 0;
    return Mismatch.unknownEvent(heading.text, columnFrom, prefix.nameFrom, heading.textTo);
  }
}
