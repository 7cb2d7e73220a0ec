package io.qtrace.simulator.scenario;

import io.qtrace.simulator.build.QemuVersion;
import java.time.Instant;
import java.util.List;

/**
 * What is simulated. Shares are from 0 to 1; which guests or hosts have their part in a share is
 * drawn for each.
 */
public record Scenario(
    Guests guests,
    Mix mix,
    Disks disks,
    List<StormRule> storms,
    Plugging plugging,
    Resets resets,
    Tracing tracing,
    Hosts hosts) {

  public Scenario {
    storms = List.copyOf(storms);
  }

  /** Both ends belong to it. */
  public record Range(long least, long most) {}

  /**
   * What guests are like.
   *
   * @param memoryBytes drawn so that each doubling is as likely
   * @param vcpus drawn in the same way
   * @param startWithinNs since the simulation begins
   * @param numa share with two nodes
   * @param hugetlb share whose RAM is of huge pages
   * @param namedMemory share for which QEMU allocates shared memory, and traces the names
   * @param idle share that does a twentieth of the usual
   * @param hot share that does ten times the usual
   */
  public record Guests(
      Range memoryBytes,
      Range vcpus,
      long startWithinNs,
      double numa,
      double hugetlb,
      double namedMemory,
      double idle,
      double hot) {}

  /**
   * What guests do: three shares, whatever their sum is.
   *
   * @param refused share of requests to convert memory
   * @param pairs share of requests, where there are two nodes
   */
  public record Mix(
      double conversions, double deviceAccesses, double blockIo, double refused, double pairs) {}

  /**
   * Their disks.
   *
   * @param ide share that is IDE, else virtio
   * @param slow share of requests
   */
  public record Disks(double ide, long latencyNs, double slow, long slowLatencyNs) {}

  /**
   * A storm.
   *
   * @param rate conversions per second of a guest
   * @param vms share of guests that have it
   */
  public record StormRule(long atNs, long forNs, double rate, int pages, double vms) {}

  /**
   * A virtio-mem device, plugged and unplugged in turn.
   *
   * @param everyNs 0: never
   */
  public record Plugging(long everyNs, long bytes, double vms) {}

  /**
   * Resets in place, of builds that can.
   *
   * @param everyNs 0: never
   */
  public record Resets(long everyNs, double vms) {}

  /**
   * How QEMU traces.
   *
   * @param versions of which each guest has one
   * @param preempted share of events
   * @param rotateBytes of a file; {@code Long.MAX_VALUE}: never
   * @param killed share of guests whose QEMU is killed at the end
   */
  public record Tracing(
      List<QemuVersion> versions,
      double preempted,
      long writerDelayNs,
      double stalled,
      long stallNs,
      long rotateBytes,
      double killed) {

    public Tracing {
      versions = List.copyOf(versions);
    }
  }

  /**
   * Their clocks.
   *
   * @param start what wall clocks show when the simulation begins, about
   * @param driftPpm at most, in either direction
   * @param stepped share whose wall clock is corrected once
   */
  public record Hosts(
      Instant start, double driftPpm, long stepAtNs, long stepByNs, double stepped) {}
}
