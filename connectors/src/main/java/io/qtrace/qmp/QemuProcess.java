package io.qtrace.qmp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Finds QEMU's process id, which QMP does not tell: it tells the ids of its vCPUs' threads. They
 * are ids in QEMU's pid namespace, so a wrong process may have them in ours; nothing is said unless
 * all are threads of one process that is not in a namespace below and is called like QEMU.
 */
final class QemuProcess {

  private static final Pattern NAME = Pattern.compile("(?m)^Name:\\s+.*(?:qemu|kvm).*$");
  private static final Pattern GROUP = Pattern.compile("(?m)^Tgid:\\s+(\\d+)$");
  private static final Pattern OWN_NAMESPACE = Pattern.compile("(?m)^NStgid:\\s+\\d+$");

  private final Path proc;

  /**
   * @param proc where the kernel's {@code /proc} is
   */
  QemuProcess(Path proc) {
    this.proc = proc;
  }

  OptionalLong of(List<Long> threads) {
    var groups = new HashSet<Long>();
    for (long thread : threads) {
      groups.add(group(thread));
    }
    long only = groups.size() == 1 ? groups.iterator().next() : 0;
    return only > 0 && isQemu(only) ? OptionalLong.of(only) : OptionalLong.empty();
  }

  /** 0 if there is no such thread. */
  private long group(long thread) {
    var found = GROUP.matcher(status(thread));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private boolean isQemu(long pid) {
    var status = status(pid);
    return NAME.matcher(status).find() && OWN_NAMESPACE.matcher(status).find();
  }

  private String status(long task) {
    try {
      return Files.readString(proc.resolve(Long.toString(task)).resolve("status"));
    } catch (IOException e) {
      return "";
    }
  }
}
