package io.qtrace.cli.up;

import io.qtrace.secret.Secrets;
import java.nio.file.Path;
import java.util.Locale;

/** What a person wants to know when everything runs: where it is, and what to type next. */
final class StatusScreen {

  private static final String DEFAULT_BOOTSTRAP = "127.0.0.1:9092";
  private static final String DEFAULT_REGISTRY = "http://127.0.0.1:8081/apis/ccompat/v7";

  private StatusScreen() {}

  static String of(Everything everything, Path data, double seconds) {
    var where = connection(everything);
    return String.format(
        Locale.ROOT,
        """
        qtrace is ready (%.1f s); ctrl-C stops it and keeps the data

          Kafka      %s
          registry   %s
          data       %s
          log        %s
        %s
        Next, in another terminal:
          deploy/qtrace send TRACE --vm vm-1 --definitions trace-events-all%s
          deploy/qtrace tail ram_block_attributes_state_change%s
        """,
        seconds,
        everything.bootstrap(),
        everything.registryUrl(),
        data,
        data.resolve("log").resolve("qtrace.log"),
        results(everything) + connectors(everything),
        where,
        where);
  }

  private static String results(Everything everything) {
    return everything.url().map(url -> line("results", url)).orElse("");
  }

  private static String connectors(Everything everything) {
    var lines = new StringBuilder();
    var watch = everything.watch();
    watch.directories().forEach(directory -> lines.append(line("watching", directory)));
    watch.sockets().forEach(sockets -> lines.append(line("QMP", sockets)));
    watch.alertmanagers().forEach(url -> lines.append(line("alerts to", url)));
    return lines.toString();
  }

  private static String line(String what, Object where) {
    return "  %-10s %s%n".formatted(what, Secrets.masked(where.toString()));
  }

  /** The options that other commands need to find this one; none with the default ports. */
  private static String connection(Everything everything) {
    boolean usual =
        everything.bootstrap().equals(DEFAULT_BOOTSTRAP)
            && everything.registryUrl().equals(DEFAULT_REGISTRY);
    return usual ? "" : " -b %s -r %s".formatted(everything.bootstrap(), everything.registryUrl());
  }
}
