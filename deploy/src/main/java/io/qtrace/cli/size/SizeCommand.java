package io.qtrace.cli.size;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the plan for a fleet. */
@Command(
    name = "size",
    description = {
      "Say what a fleet of VMs needs.",
      "Partitions, instances, memory, brokers, disk and network, and a configuration to start with.",
      "Computed of what was measured on one machine; each number says where it comes from."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace size --vms 10000 --events-per-vm 100",
      "  qtrace size --vms 500 --events-per-vm 2000 --typed-percent 10     # routes drop the rest"
    })
public final class SizeCommand implements Callable<Integer> {

  private static final int MOST_VMS = 1_000_000;
  private static final int MOST_EVENTS = 1_000_000;
  private static final int MOST_KINDS = 20_000;
  private static final int MOST_DAYS = 3650;

  private static final Fleet USUAL = Fleet.of(1000);

  @Option(names = "--vms", paramLabel = "N", description = "How many VMs. Default: 1000.")
  private int vms = USUAL.vms();

  @Option(
      names = "--events-per-vm",
      paramLabel = "N",
      description = "Events per second of each, on average. Default: 100.")
  private int eventsPerVm = USUAL.eventsPerVm();

  @Option(
      names = "--vms-per-host",
      paramLabel = "N",
      description = "Each host has a Connect worker. Default: 20.")
  private int vmsPerHost = USUAL.vmsPerHost();

  @Option(
      names = "--kinds",
      paramLabel = "N",
      description = "How many kinds of events are traced. Default: 40.")
  private int kinds = USUAL.kinds();

  @Option(
      names = "--typed-percent",
      paramLabel = "N",
      description = "How many of the events no route drops. Default: 100.")
  private int typedPercent = USUAL.typedPercent();

  @Option(names = "--replicas", paramLabel = "N", description = "Of each partition. Default: 3.")
  private int replicas = USUAL.replicas();

  @Option(
      names = "--raw-days",
      paramLabel = "N",
      description = "How long raw records are kept. Default: 7.")
  private int rawDays = (int) USUAL.rawRetention().toDays();

  private final Console console;

  public SizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    between("--vms", vms, MOST_VMS);
    between("--events-per-vm", eventsPerVm, MOST_EVENTS);
    between("--vms-per-host", vmsPerHost, MOST_VMS);
    between("--kinds", kinds, MOST_KINDS);
    between("--typed-percent", typedPercent, 100);
    between("--replicas", replicas, Byte.MAX_VALUE);
    between("--raw-days", rawDays, MOST_DAYS);
    var fleet =
        new Fleet(
            vms, eventsPerVm, vmsPerHost, kinds, typedPercent, replicas, Duration.ofDays(rawDays));
    if (fleet.eventsPerSecond() > Plan.MOST_EVENTS_PER_SECOND) {
      throw Failure.usage(
          "--vms %d --events-per-vm %d: %,d events/s are more than any plan of one cluster is for; at most %,d"
              .formatted(vms, eventsPerVm, fleet.eventsPerSecond(), Plan.MOST_EVENTS_PER_SECOND));
    }
    console.print(SizeText.of(Plan.of(fleet)));
    return ExitCode.DONE;
  }

  private static void between(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw Failure.usage("%s %d: has to be from 1 to %,d".formatted(option, value, most));
    }
  }
}
