package io.qtrace.cli;

import io.qtrace.cli.decode.sink.Origin;
import picocli.CommandLine.Option;

/** Whose trace it is, for the formats that say so. */
final class OriginOptions {

  @Option(
      names = "--vm",
      paramLabel = "ID",
      description = "The traced VM, for the formats that programs read.")
  private String vm = "";

  @Option(names = "--host", paramLabel = "NAME", description = "The host it ran on, likewise.")
  private String host = "";

  String vm() {
    return vm;
  }

  String host() {
    return host;
  }

  Origin at(TraceInput.TracedClock traced) {
    return new Origin(host, vm, traced.offsetNs(), traced.modifiedNs());
  }
}
