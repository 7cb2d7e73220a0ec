package io.qtrace.cli.option;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The trace that a command reads, as what, and with which definitions. */
public final class TraceOptions {

  @Parameters(
      paramLabel = "FILE",
      description = {
        "A simple trace or a log; may be compressed with zstd or gzip, and may be a pipe.",
        "- is standard input."
      })
  private Path file = Path.of("");

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description = "simple or log. Default: what the first bytes look like.")
  private @Nullable TraceFormat inputFormat;

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      description =
          "The trace-events-all of the QEMU that wrote the trace. Default: the built-in events.")
  private @Nullable Path definitions;

  @Mixin private HeaderOptions header = new HeaderOptions();
  @Mixin private EmptyOptions empty = new EmptyOptions();
  @Mixin private ClockOptions clock = new ClockOptions();

  /** The file, as messages call it. */
  public String name() {
    return DefinitionFiles.nameOf(file);
  }

  /** The definitions, as people call them. */
  public String definitionsName() {
    return EventCheck.nameOf(definitions);
  }

  /** Those given, else the built-in ones. */
  public Definitions definitions(Console console) {
    console.requireOneStdin(Arrays.asList(file, definitions));
    return DefinitionFiles.readOrSystem(definitions, console);
  }

  /**
   * The trace, to be closed by the caller.
   *
   * @param known what {@link #definitions} gave
   */
  public TraceInput input(Definitions known, Console console) {
    var input = new TraceInput(file, console).as(header.format(inputFormat));
    return header.with(input, definitions == null ? null : known);
  }

  /** As {@link #input}, to be read as often as it takes to tell when its events happened. */
  public TraceInput timedInput(Definitions known, Console console) {
    var input = input(known, console);
    return clock.isOffset() ? input : input.keep();
  }

  public TraceInput.TracedClock clock(TraceInput input, TraceFormat format, Definitions known) {
    return input.clock(format, known, clock.anchor());
  }

  /** The format given on the command line, else what the first bytes look like. */
  public TraceFormat format(TraceInput input, TraceBytes trace) {
    return input.format(trace, header.format(inputFormat));
  }

  public EventCheck check(Definitions known) {
    return new EventCheck(known, definitionsName());
  }

  /**
   * The exit code, once people are told what is wrong with the trace as a whole.
   *
   * @param kind what else than a log it may be; empty if that cannot be told
   */
  public int exitCode(Tally tally, String kind, Console console, Globals globals) {
    boolean isOfDefinitions = empty.accepts(name(), tally.problem(kind), console, globals.quiet());
    return isOfDefinitions && tally.isClean() ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }
}
