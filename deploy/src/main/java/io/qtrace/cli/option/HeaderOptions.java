package io.qtrace.cli.option;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Simple traces that SystemTap's script wrote have no header. */
public final class HeaderOptions {

  @Option(
      names = "--no-header",
      description = {
        "A simple trace without a header, as SystemTap's script writes it: event ids are the order",
        "of --definitions, which have to be those of the very QEMU that was traced."
      })
  private boolean noHeader;

  /**
   * The input as it is to be read.
   *
   * @param given null if no definitions are given
   */
  public TraceInput with(TraceInput input, @Nullable Definitions given) {
    if (!noHeader) {
      return input;
    }
    if (given == null) {
      throw Failure.usage(
          "--no-header needs --definitions: the order of its events tells which id is which");
    }
    return input.keepWithHeader(given);
  }

  public boolean isGiven() {
    return noHeader;
  }

  /** What the input is, if it is known: {@code chosen} unless it has no header. */
  public @Nullable TraceFormat format(@Nullable TraceFormat chosen) {
    if (noHeader && chosen == TraceFormat.LOG) {
      throw Failure.usage("--no-header and --input-format log contradict each other; give one");
    }
    return noHeader ? TraceFormat.SIMPLE : chosen;
  }
}
