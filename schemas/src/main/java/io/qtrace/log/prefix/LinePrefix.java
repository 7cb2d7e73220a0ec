package io.qtrace.log.prefix;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.EventNames;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.log.stamp.IsoStamp;
import io.qtrace.log.stamp.SystemTapStamp;
import io.qtrace.log.stamp.ThreadStamp;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;

/**
 * Reads what stands in front of an event's name: nothing, one of the {@link PrefixForms}, or one
 * behind the other, as when QEMU's stderr goes to the journal. The innermost stamp counts. Not
 * thread-safe.
 */
public final class LinePrefix {

  /** More than anybody puts in front of each other. */
  private static final int MAX_PREFIXES = 16;

  private final EventNames names;
  private final IsoStamp iso = new IsoStamp();
  private final ThreadStamp thread = new ThreadStamp();
  private final SystemTapStamp systemTap = new SystemTapStamp();
  private final PrefixForms forms;

  /** Of the line read last. */
  public final Heading heading;

  /** Where the event's name begins. */
  public int nameFrom;

  public LinePrefix(EventNames names, LogOptions options, RawEvent event) {
    this.names = names;
    heading = new Heading(event);
    forms = new PrefixForms(names, options, iso);
  }

  /**
   * Index of the event that the line begins, or -1; its name is in the heading's text at {@link
   * #nameFrom}.
   */
  public int read(byte[] b, int from, int end) {
    heading.begin(b, from, end);
    int definition = readPlain(b, from, heading.textTo);
    if (definition >= 0) {
      return definition;
    }
    heading.stampTo = nameFrom > from ? nameFrom : -1;
    return readForms(nameFrom, MAX_PREFIXES);
  }

  /** As {@link #read} for a text that the line read last carries: what it said stays said. */
  public int readCarried(byte[] b, int from, int end) {
    heading.goOn(b, from, end);
    heading.isJoined = true;
    return readText(b, from);
  }

  /** As {@link #readCarried}; if the text says several lines, none of them is looked at. */
  public int readString(byte[] b, int from, int end) {
    heading.goOnString(b, from, end);
    heading.isJoined = true;
    return heading.areLines ? -1 : readText(b, from);
  }

  private int readText(byte[] b, int from) {
    nameFrom = from;
    int definition = names.find(b, from, heading.textTo);
    return definition >= 0 ? definition : readForms(from, MAX_PREFIXES);
  }

  /**
   * Reads the prefixes of programs that carry each line of any text.
   *
   * @param carriers how many there have to be
   * @return where what they carry begins in the heading's text; -1 if there are fewer
   */
  public int readCarriers(byte[] b, int from, int end, int carriers) {
    heading.begin(b, from, end);
    readPlain(b, from, heading.textTo);
    heading.stampTo = nameFrom > from ? nameFrom : -1;
    int at = nameFrom;
    for (int i = 0; i < MAX_PREFIXES && at >= 0 && heading.carriers < carriers; i++) {
      at = forms.read(heading.text, at, heading.textTo, heading);
    }
    return heading.carriers == carriers ? at : -1;
  }

  private int readForms(int from, int most) {
    nameFrom = from;
    for (int i = 0; i < most && heading.form != Heading.Form.EVENT; i++) {
      int to = forms.read(heading.text, nameFrom, heading.textTo, heading);
      if (to < 0 || heading.isTextElsewhere()) {
        return -1;
      }
      nameFrom = to;
      int definition = names.find(heading.text, to, heading.textTo);
      if (definition >= 0) {
        return definition;
      }
    }
    return -1;
  }

  /**
   * As {@link #read} for lines without a prefix or with a stamp of the log backend only; {@code
   * end} may be behind the line.
   */
  public int readPlain(byte[] b, int from, int end) {
    heading.isEscaped = false;
    heading.event.pid = 0;
    heading.event.threadId = -1;
    nameFrom = readStamp(b, from, end);
    if (nameFrom == from) {
      heading.mark(Heading.Form.NONE, Clock.NONE, 0);
    }
    return names.find(b, nameFrom, end);
  }

  /** Whether one of the stamps that QEMU or SystemTap put in front of events is at a position. */
  public boolean isStamp(byte[] b, int from, int end) {
    return readStamp(b, from, end) > from || systemTap.read(b, from, end, heading) > from;
  }

  /** Returns the position behind one of the log backend's stamps, or {@code from}. */
  private int readStamp(byte[] b, int from, int end) {
    if (from >= end || !Words.isDigit(b[from])) {
      return from;
    }
    int to = iso.read(b, from, end);
    if (to >= 0) {
      heading.mark(Heading.Form.MESSAGE, Clock.REALTIME, iso.epochNs);
      return to < end && b[to] == ' ' ? to + 1 : to;
    }
    to = thread.read(b, from, end, heading);
    return to >= 0 ? to : from;
  }
}
