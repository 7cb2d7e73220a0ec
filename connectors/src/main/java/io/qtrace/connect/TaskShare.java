package io.qtrace.connect;

import io.qtrace.host.Vm;
import io.qtrace.source.TraceFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Which VMs a task follows: those whose id's hash is its number. All files of a VM, renamed ones
 * too, are so with one task, whatever comes and goes; a change of {@code tasks.max} moves VMs to
 * other tasks, which find their offsets.
 */
record TaskShare(TraceFormat format, int number, int count) {

  private static final String FORMAT = "qtrace.task.format";
  private static final String NUMBER = "qtrace.task.number";
  private static final String COUNT = "qtrace.task.count";

  /** As the connector gives it to the task. */
  Map<String, String> properties() {
    return Map.of(
        FORMAT, format.headerValue(), NUMBER, Integer.toString(number), COUNT, "" + count);
  }

  static TaskShare of(Map<String, String> properties) {
    return new TaskShare(
        TraceFormat.valueOf(text(properties, FORMAT).toUpperCase(Locale.ROOT)),
        Integer.parseInt(text(properties, NUMBER)),
        Integer.parseInt(text(properties, COUNT)));
  }

  private static String text(Map<String, String> properties, String name) {
    var text = properties.get(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is set by the connector, and is missing");
    }
    return text;
  }

  boolean includes(Vm vm) {
    return Math.floorMod(vm.id().hashCode(), count) == number;
  }
}
