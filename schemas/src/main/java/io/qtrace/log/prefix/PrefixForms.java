package io.qtrace.log.prefix;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.EventNames;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LineTail;
import io.qtrace.log.heading.LogOptions;
import io.qtrace.log.heading.PrefixForm;
import io.qtrace.log.stamp.CountedStamps;
import io.qtrace.log.stamp.DatedStamps;
import io.qtrace.log.stamp.FtraceHeader;
import io.qtrace.log.stamp.IsoStamp;
import io.qtrace.log.stamp.ProgramHeader;
import io.qtrace.log.stamp.SyslogHeader;
import io.qtrace.log.stamp.SystemTapStamp;
import io.qtrace.log.stamp.ThreadStamp;
import io.qtrace.log.stamp.TraditionalStamp;
import io.qtrace.raw.Clock;
import java.util.function.Consumer;

/**
 * The forms of what stands in front of an event's name, all of them: docs/decoding.md has the same
 * table. A line may have any of them behind any other. Which of them a line has shows in its bytes
 * alone; where two could begin alike, the first is the right one. Not thread-safe.
 */
public final class PrefixForms {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** What people call each of the forms, in their order. */
  private static final String[] NAMES = {
    "byte order mark",
    "terminal sequence",
    "ISO time (QEMU 10.1 and later, or a container's)",
    "tid@time: (QEMU up to 10.0)",
    "pid@time (SystemTap)",
    "stderr F (CRI)",
    "JSON (docker or the journal)",
    "name | (docker compose)",
    "libvirt's time",
    "[date time]",
    "<priority> (syslog)",
    "syslog's time",
    "journalctl -o short-full",
    "journalctl -o short-monotonic",
    "journalctl -o short-unix",
    "program: (QEMU)",
    "host program[pid]: (syslog)",
    "ftrace",
  };

  private final IsoStamp iso;
  private final TraditionalStamp traditional;
  private final SyslogHeader syslog = new SyslogHeader();
  private final FtraceHeader ftrace = new FtraceHeader();
  private final Clock ftraceClock;
  private final ProgramHeader program;
  private final PrefixForm[] forms;

  public PrefixForms(EventNames names, LogOptions options, IsoStamp iso) {
    this.iso = iso;
    traditional = new TraditionalStamp(options);
    ftraceClock = options.ftraceClock();
    program = new ProgramHeader(names);
    var dated = new DatedStamps(options);
    forms =
        new PrefixForm[] {
          // around all of them
          PrefixForms::byteOrderMark,
          (b, at, end, heading) -> LineTail.sequenceEnd(b, at, end),
          // QEMU's log backend, and its probes for SystemTap
          this::iso,
          new ThreadStamp(),
          new SystemTapStamp(),
          // containers
          ContainerLine::cri,
          new JsonLine(),
          ContainerLine::compose,
          // libvirt, syslog and the journal
          dated::libvirt,
          dated::bracketed,
          this::priority,
          this::traditional,
          dated::shortFull,
          CountedStamps::shortMonotonic,
          CountedStamps::shortUnix,
          // behind those stamps; an event's name has to follow the first
          this::program,
          this::tag,
          // the kernel's tracer
          this::ftrace,
        };
  }

  /** Reads the first form that begins at {@code at}, as {@link PrefixForm#read} does. */
  int read(byte[] b, int at, int end, Heading heading) {
    for (var form : forms) {
      int to = form.read(b, at, end, heading);
      if (to >= 0) {
        return to;
      }
    }
    return -1;
  }

  /** As {@link #read}, and tells which form it is. */
  public int read(byte[] b, int at, int end, Heading heading, Consumer<String> name) {
    for (int i = 0; i < forms.length; i++) {
      int to = forms[i].read(b, at, end, heading);
      if (to >= 0) {
        name.accept(NAMES[i]);
        return to;
      }
    }
    return -1;
  }

  private static int byteOrderMark(byte[] b, int at, int end, Heading heading) {
    return Words.startsWith(b, at, end, BYTE_ORDER_MARK) ? at + BYTE_ORDER_MARK.length : -1;
  }

  private int iso(byte[] b, int at, int end, Heading heading) {
    if (at >= end || !Words.isDigit(b[at])) {
      return -1;
    }
    int to = iso.read(b, at, end);
    if (to < 0) {
      return -1;
    }
    return heading.stamp(to < end && b[to] == ' ' ? to + 1 : to, Clock.REALTIME, iso.epochNs);
  }

  private int program(byte[] b, int at, int end, Heading heading) {
    int to = program.read(b, at, end);
    boolean hasPid = to - at > 3 && b[to - 3] == ']';
    if (hasPid && at == heading.stampTo) {
      return -1; // it is syslog's
    }
    if (to >= 0) {
      heading.form = Heading.Form.MESSAGE;
      heading.event.threadId = program.threadId;
    }
    return to;
  }

  /** {@code <30>}, and RFC 5424's fields if it has them. */
  private int priority(byte[] b, int at, int end, Heading heading) {
    int to = SyslogHeader.priorityEnd(b, at, end);
    if (to < 0 || end - to < 3 || b[to] != '1' || b[to + 1] != ' ') {
      return to;
    }
    boolean hasStamp = b[to + 2] != '-';
    int stampTo = hasStamp ? iso.read(b, to + 2, end) : to + 3;
    if (stampTo < 0 || stampTo >= end || b[stampTo] != ' ') {
      return -1;
    }
    int text = syslog.readFields(b, stampTo + 1, end);
    if (text >= 0) {
      if (hasStamp) {
        heading.mark(Heading.Form.MESSAGE, Clock.REALTIME, iso.epochNs);
      }
      tagged(heading);
    }
    return text;
  }

  private int traditional(byte[] b, int at, int end, Heading heading) {
    int to = traditional.read(b, at, end);
    if (to < 0 || to >= end || b[to] != ' ') {
      return -1;
    }
    return heading.stamp(to + 1, Clock.REALTIME, traditional.epochNs);
  }

  /** Host, program and pid behind a stamp. */
  private int tag(byte[] b, int at, int end, Heading heading) {
    int to = at == heading.stampTo ? syslog.readTag(b, at, end) : -1;
    if (to >= 0) {
      tagged(heading);
    }
    return to;
  }

  private void tagged(Heading heading) {
    heading.form = Heading.Form.MESSAGE;
    heading.isEscaped = syslog.hasHost;
    if (syslog.pid != 0) { // else it is the one that another prefix says
      heading.event.pid = syslog.pid;
    }
  }

  private int ftrace(byte[] b, int at, int end, Heading heading) {
    int to = ftrace.read(b, at, end);
    if (to >= 0) {
      heading.form = Heading.Form.MESSAGE;
      if (ftrace.hasTimestamp && ftraceClock != Clock.NONE) {
        heading.mark(Heading.Form.MESSAGE, ftraceClock, ftrace.timestampNs);
      }
      heading.event.threadId = ftrace.threadId;
      if (ftrace.pid != 0) {
        heading.event.pid = ftrace.pid;
      }
    }
    return to;
  }
}
