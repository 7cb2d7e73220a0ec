package io.qtrace.cli.serve.http;

import io.qtrace.cli.option.Numbers;
import io.qtrace.cli.option.Port;
import io.qtrace.web.api.DashboardServer.Address;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a fleet's results are served, and how many are kept. */
public final class HttpOptions {

  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      converter = Port.class,
      description = {
        "Serve the fleet's results at http://127.0.0.1:PORT: a page for browsers, and the API that",
        "it uses, /api/v1."
      })
  private @Nullable Integer port;

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      defaultValue = LOOPBACK,
      description = "Serve them at this address. Default: ${DEFAULT-VALUE}.")
  private String host = LOOPBACK;

  @Option(
      names = "--http-hostname",
      paramLabel = "NAME",
      defaultValue = "",
      description = {
        "The name that browsers know this server by, if a proxy is in front of it. Others than",
        "addresses and localhost are refused."
      })
  private String hostname = "";

  @Option(
      names = "--http-history-bytes",
      paramLabel = "N",
      converter = Numbers.Count.class,
      defaultValue = "268435456",
      description = {
        "The most that results may take in memory; VMs without results for longest go first.",
        "Default: ${DEFAULT-VALUE}."
      })
  private long historyBytes = 256L << 20;

  /** Empty: nothing is served. */
  public Optional<Served> served() {
    return Optional.ofNullable(port).map(this::served);
  }

  /** What was given, or at this port. */
  public Served servedAt(int usual) {
    return served(port == null ? usual : port);
  }

  private Served served(int at) {
    return new Served(new Address(host, at, hostname), historyBytes);
  }

  /** Where, and how much is kept. */
  public record Served(Address address, long historyBytes) {}
}
