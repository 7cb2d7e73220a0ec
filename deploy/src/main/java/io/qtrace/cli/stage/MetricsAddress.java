package io.qtrace.cli.stage;

/**
 * Where metrics are served.
 *
 * @param host a name or an address of this machine; {@code 0.0.0.0}: all of them
 */
public record MetricsAddress(String host, int port) {

  static final String LOOPBACK = "127.0.0.1";
}
