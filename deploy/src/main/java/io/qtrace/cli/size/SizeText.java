package io.qtrace.cli.size;

import java.util.List;
import java.util.Locale;

/** Plans for people. */
final class SizeText {

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private SizeText() {}

  /** The plan, a configuration to start with, and what both are computed of. */
  static String of(Plan plan) {
    var fleet = plan.fleet();
    return String.format(
            Locale.ROOT,
            """
        %,d VMs on %,d hosts, %,d events/s

          qtrace-raw          %,d partitions; they cannot be raised later
          decode stage        %,d x %d threads, a core each
                              heap %s, container %s, each
          partitions in all   %,d, %,d with replicas
          brokers             %,d
          into qtrace-raw     %s/s
          typed events        %s/s
          disk, raw           %s for %d days
          disk, typed         %s a day, kept for as long as topics.retention.event says

        Before compression, with replicas. A configuration to start with:

          topics.partitions.raw=%d
          topics.partitions.event=%d
          topics.replication=%d
          threads=%d
          topics.retention.event=30d

        Computed of:

        """,
            fleet.vms(),
            fleet.hosts(),
            fleet.eventsPerSecond(),
            plan.rawPartitions(),
            plan.instances(),
            plan.threads(),
            gib(plan.heapBytes()),
            gib(plan.containerBytes()),
            plan.partitions(),
            plan.partitions() * fleet.replicas(),
            plan.brokers(),
            bytes(plan.rawBytesPerSecond()),
            bytes(plan.typedBytesPerSecond()),
            bytes(plan.rawBytes()),
            fleet.rawRetention().toDays(),
            bytes(plan.typedBytesPerDay()),
            plan.rawPartitions(),
            plan.eventPartitions(),
            fleet.replicas(),
            plan.threads())
        + factors();
  }

  private static String factors() {
    var text = new StringBuilder();
    for (var factor : Factor.values()) {
      text.append(String.format(Locale.ROOT, "  %,11d %s%n", factor.value, factor.what))
          .append(String.format(Locale.ROOT, "              (%s)%n", factor.source));
    }
    return text.toString();
  }

  /** The table of docs/operations.md. */
  static String table(List<Fleet> fleets) {
    var table = new StringBuilder();
    table
        .append(
            "| VMs | events/s | `qtrace-raw` | stage | heap, container | partitions × replicas |"
                + " brokers | into `qtrace-raw` | raw, 7 days | typed, a day |\n")
        .append("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (var fleet : fleets) {
      var plan = Plan.of(fleet);
      table.append(
          String.format(
              Locale.ROOT,
              "| %,d | %,d | %,d | %,d × %d threads | %s, %s | %,d × %d | %,d | %s/s | %s | %s |%n",
              fleet.vms(),
              fleet.eventsPerSecond(),
              plan.rawPartitions(),
              plan.instances(),
              plan.threads(),
              gib(plan.heapBytes()),
              gib(plan.containerBytes()),
              plan.partitions(),
              fleet.replicas(),
              plan.brokers(),
              bytes(plan.rawBytesPerSecond()),
              bytes(plan.rawBytes()),
              bytes(plan.typedBytesPerDay())));
    }
    return table.toString();
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1 << 30));
  }

  private static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    var format = value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, UNITS[unit]);
  }
}
