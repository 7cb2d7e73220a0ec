package io.qtrace.log;

/**
 * Each prefix of docs/decoding.md as its program writes it in front of an event, and what it says.
 */
public enum GoldenPrefix {
  NONE("", ""),
  QEMU_UP_TO_10_0("16064@1795367219.808928:", "at 2026-11-22T17:06:59.808928Z tid 16064"),
  QEMU_10_1("2026-11-22T17:04:10.965564Z ", "at 2026-11-22T17:04:10.965564Z"),
  QEMU_PROPOSED(
      "2025-08-19T20:12:50.211823Z [fish food] qemu-system-x86_64(1168876:main): ",
      "at 2025-08-19T20:12:50.211823Z tid 1168876"),
  QEMU_PROPOSED_LAST(
      "2026-02-11T20:12:50.211823Z [fish food] qemu-system-x86_64: (1168876:CPU 0/KVM): ",
      "at 2026-02-11T20:12:50.211823Z tid 1168876"),
  SYSTEMTAP("4711@1795368894324831000 ", "at 2026-11-22T17:34:54.324831Z pid 4711"),
  FTRACE(
      "           <...>-21311   [001] ...1.  3580.997242: tracing_mark_write: ",
      "at 3580997242000 ns tid 21311"),
  TRACE_CMD(
      "   qemu-system-x86-21311 [001]  3580.997242: print:                tracing_mark_write: ",
      "at 3580997242000 ns tid 21311"),
  TRACE_CMD_WITHOUT_SYMBOLS(
      "   qemu-system-x86-21311 [001] d..1.  3580.997242123: 0: ", "at 3580997242123 ns tid 21311"),
  SYSLOG_OF_QEMU(
      "<30>Nov 22 17:10:38 qemu-system-x86_64[21311]: ", "at 2026-11-22T17:10:38Z pid 21311"),
  SYSLOG_3164("Nov 22 17:10:38 vm qemu[7]: ", "at 2026-11-22T17:10:38Z pid 7"),
  SYSLOG_5424(
      "<30>1 2026-11-22T17:10:38.892842+01:00 vm qemu 7 - - ",
      "at 2026-11-22T16:10:38.892842Z pid 7"),
  SYSLOG_WITHOUT_PID("Nov 22 17:10:38 vm qemu: ", "at 2026-11-22T17:10:38Z"),
  JOURNAL_SHORT_ISO("2026-11-22T17:10:38+0000 vm qemu[7]: ", "at 2026-11-22T17:10:38Z pid 7"),
  JOURNAL_SHORT_PRECISE("Nov 22 17:10:38.250000 vm qemu[7]: ", "at 2026-11-22T17:10:38.250Z pid 7"),
  JOURNAL_SHORT_FULL("Sun 2026-11-22 17:10:38 UTC vm qemu[7]: ", "at 2026-11-22T17:10:38Z pid 7"),
  JOURNAL_SHORT_MONOTONIC("[  123.456789] vm qemu[7]: ", "at 123456789000 ns pid 7"),
  JOURNAL_SHORT_UNIX("1795368894.324831 vm qemu[7]: ", "at 2026-11-22T17:34:54.324831Z pid 7"),
  JOURNAL_JSON(
      "{\"_PID\":\"7\",\"__REALTIME_TIMESTAMP\":\"1795368894324831\",\"PRIORITY\":\"6\",\"MESSAGE\":\"",
      "\",\"_SOURCE_REALTIME_TIMESTAMP\":\"1795368894324830\",\"x\":[\"}\",{\"y\":null}]}",
      "at 2026-11-22T17:34:54.324830Z pid 7"),
  LIBVIRT("2026-11-22 17:04:10.965+0000: ", "at 2026-11-22T17:04:10.965Z"),
  BRACKETED("[2026-11-22 17:04:10] ", "at 2026-11-22T17:04:10Z"),
  BRACKETED_WITH_ZONE("[2026-11-22T17:04:10,965+01:00] ", "at 2026-11-22T16:04:10.965Z"),
  CRI("2026-11-22T17:04:10.965564123Z stderr F ", "at 2026-11-22T17:04:10.965564123Z"),
  KUBECTL("2026-11-22T17:04:10.965564123Z ", "at 2026-11-22T17:04:10.965564123Z"),
  DOCKER_JSON(
      "{\"log\":\"",
      "\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-22T17:04:10.965564123Z\"}",
      "at 2026-11-22T17:04:10.965564123Z"),
  COMPOSE("vm-1  | ", ""),
  COMPOSE_IN_COLOUR("\u001b[36mvm-1  |\u001b[0m ", ""),
  SERVICE("vm_vm.1.k2x9abc@node-1    | ", ""),
  BYTE_ORDER_MARK("\u00ef\u00bb\u00bf", ""),
  TERMINAL_SEQUENCE("\u001b[0m\u001b[K", ""),
  TERMINAL_TITLE("\u001b]0;root@vm: ~\u0007", "");

  final String prefix;
  final String suffix;

  /** Time, process and thread, as {@link LogRecorder} writes them. */
  final String says;

  GoldenPrefix(String prefix, String says) {
    this(prefix, "", says);
  }

  GoldenPrefix(String prefix, String suffix, String says) {
    this.prefix = prefix;
    this.suffix = suffix;
    this.says = says;
  }

  /** A line with the prefix; one character for each byte. */
  public String line(String event) {
    return prefix + (isJson() ? json(event) : event) + suffix;
  }

  boolean isJson() {
    return !suffix.isEmpty();
  }

  /** An event's name is right behind it. */
  boolean isInnermost() {
    return isOfEventsOnly() || this == QEMU_PROPOSED || this == QEMU_PROPOSED_LAST;
  }

  /** Only trace events have it. */
  boolean isOfEventsOnly() {
    return this == QEMU_UP_TO_10_0 || this == SYSTEMTAP;
  }

  /** Bytes in quotes, escaped as docker and journald do; bytes above 0x7f stay. */
  private static String json(String text) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return escaped.toString();
  }
}
