package io.qtrace.cli.stage.health;

/**
 * Where metrics are served.
 *
 * @param host a name or an address of this machine; {@code 0.0.0.0}: all of them
 */
public record MetricsAddress(String host, int port) {

  public static final String LOOPBACK = "127.0.0.1";
}
