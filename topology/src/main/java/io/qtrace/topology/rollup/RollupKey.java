package io.qtrace.topology.rollup;

import io.qtrace.contract.ConversionRollup;

/** Kafka keys of rollups: those of VMs have the VM's id. */
public final class RollupKey {

  public static final String FLEET = "fleet";
  private static final String HOST = "host/";

  private RollupKey() {}

  public static String ofHost(String host) {
    return HOST + host;
  }

  static String of(ConversionRollup sum) {
    return sum.getScope().equals(FLEET) ? FLEET : ofHost(sum.getHost());
  }

  /** {@code host} or {@code fleet}. */
  static String scope(String key) {
    return key.equals(FLEET) ? FLEET : "host";
  }

  /** The host's name; empty for the fleet. */
  static String host(String key) {
    return key.startsWith(HOST) ? key.substring(HOST.length()) : "";
  }
}
