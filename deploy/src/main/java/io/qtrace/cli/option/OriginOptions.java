package io.qtrace.cli.option;

import io.qtrace.cli.trace.TraceInput;
import io.qtrace.transcode.Origin;
import picocli.CommandLine.Option;

/** Whose trace it is, for the formats that say so. */
public final class OriginOptions {

  @Option(
      names = "--vm",
      paramLabel = "ID",
      description = "The traced VM, for the formats that programs read.")
  private String vm = "";

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The host it ran on, for formats that have it.")
  private String host = "";

  public String vm() {
    return vm;
  }

  public String host() {
    return host;
  }

  public Origin at(TraceInput.TracedClock traced) {
    return new Origin(host, vm, traced.offsetNs(), traced.modifiedNs());
  }
}
