package io.qtrace.cli.decode;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Globals;
import io.qtrace.cli.console.NamedOutput;
import io.qtrace.cli.console.OutputFailed;
import io.qtrace.cli.console.Progress;
import io.qtrace.cli.decode.sink.Sinks;
import io.qtrace.cli.option.OriginOptions;
import io.qtrace.cli.option.TraceOptions;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.transcode.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qtrace decode}. */
@Command(
    name = "decode",
    description = {
      "Decode a trace file, without Kafka.",
      "Exits 1 if anything in it could not be decoded; the summary on stderr says what."
    },
    footer = {
      "",
      "Examples:",
      "  qtrace decode trace-4711 --definitions /usr/share/qemu/trace-events-all",
      "  qtrace decode trace-4711.zst --definitions trace-events-all --format json | jq .event",
      "  qtrace decode qemu.log --definitions trace-events-all --format avro --out events/",
      "  qtrace decode trace-4711 --definitions trace-events-all --format perfetto > timeline.json"
    })
public final class DecodeCommand implements Callable<Integer> {

  @Mixin private TraceOptions trace = new TraceOptions();

  @Option(
      names = "--format",
      description = {
        "text: the lines of QEMU's log backend; simpletrace: those of simpletrace.py;",
        "json: an object a line; perfetto: a timeline for ui.perfetto.dev and speedscope;",
        "avro: a file per event, in --out. Default: text."
      })
  private DecodeFormat format = DecodeFormat.text;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "Write to this file (avro: directory) instead of standard output.")
  private @Nullable Path out;

  @Option(names = "--stamps", description = "Text: time stamp and pid before each line.")
  private boolean stamps;

  @Option(
      names = "--on-damage",
      paramLabel = "WHAT",
      description = {
        "stop: as simpletrace.py does, without a look behind the damage;",
        "resync: go on at the next run of sound records.",
        "Default: stop for --format simpletrace, else resync."
      })
  private @Nullable OnDamage onDamage;

  @Mixin private OriginOptions origin = new OriginOptions();

  private final Console console;
  private final Globals globals;

  /** What else than a log the file may be, for people; empty if that cannot be told. */
  private String kind = "";

  /** What is decoded so far. */
  private @Nullable Tally reached;

  public DecodeCommand(Console console, Globals globals) {
    this.console = console;
    this.globals = globals;
  }

  @Override
  public Integer call() throws IOException {
    var known = trace.definitions(console);
    try (var input =
        needsClock() ? trace.timedInput(known, console) : trace.input(known, console)) {
      var tally = decode(input, known);
      tell(tally.summary());
      return trace.exitCode(tally, kind, console, globals);
    } catch (Failure | OutputFailed e) {
      tellWhatWasDecoded(e);
      throw e;
    }
  }

  private Tally decode(TraceInput input, Definitions known) throws IOException {
    try (var bytes = input.open()) {
      var traceFormat = trace.format(input, bytes);
      kind = input.kind(bytes);
      try (var fileOutput = fileOutput();
          var sink =
              sink(fileOutput == null ? console.out() : fileOutput, known, traceFormat, input);
          var progress = Progress.ofBytes(console, hidesProgress(), "decoding", bytes.fileSize())) {
        var decoder = new TraceDecoder(known, onDamage(), progress::to).behind(input.addedBytes());
        var tally = new Tally(sink, trace.check(known), decoder::placeOf);
        reached = tally;
        decoder.decode(bytes, traceFormat, tally);
        bytes.verify();
        tally.whole();
        return tally;
      } catch (IOException e) {
        throw input.unreadable(e);
      }
    }
  }

  /** Who closed the pipe does not want to hear of it. */
  private void tellWhatWasDecoded(RuntimeException end) {
    boolean isClosedPipe = end instanceof OutputFailed output && output.isClosedPipe();
    if (reached != null && !isClosedPipe) {
      tell("decoded before it stopped: " + reached.summary());
    }
  }

  private void tell(String what) {
    if (!globals.quiet()) {
      console.tell(trace.name() + ": " + what);
    }
  }

  private OnDamage onDamage() {
    if (onDamage != null) {
      return onDamage;
    }
    return format == DecodeFormat.simpletrace ? OnDamage.STOP : OnDamage.RESYNC;
  }

  /** Lines and a bar on the same terminal would garble each other. */
  private boolean hidesProgress() {
    return globals.quiet() || out == null;
  }

  private @Nullable OutputStream fileOutput() {
    return out == null || format == DecodeFormat.avro
        ? null
        : NamedOutput.file("--out " + out, out);
  }

  /** Whether the format has wall-clock times. */
  private boolean needsClock() {
    return switch (format) {
      case text, simpletrace -> false;
      case json, perfetto, avro -> true;
    };
  }

  private EventSink sink(
      OutputStream output, Definitions known, TraceFormat traceFormat, TraceInput input)
      throws IOException {
    return switch (format) {
      case text -> stamps ? Sinks.stampedText(output, known) : Sinks.text(output, known);
      case simpletrace -> Sinks.simpletrace(output, known);
      case json -> Sinks.json(output, known, origin(known, traceFormat, input));
      case perfetto -> Sinks.timeline(output, known, origin(known, traceFormat, input));
      case avro -> Sinks.avroFiles(avroDirectory(), known, origin(known, traceFormat, input));
    };
  }

  private Path avroDirectory() {
    if (out == null) {
      throw Failure.usage("--format avro writes a file per event; say where with --out DIR");
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw Failure.badInput(
          "--out %s: it is a file, and --format avro writes a file per event into a directory"
              .formatted(out));
    }
    return out;
  }

  private Origin origin(Definitions known, TraceFormat traceFormat, TraceInput input) {
    var traced = trace.clock(input, traceFormat, known);
    if (!traced.reason().isEmpty()) {
      tell("clock: " + traced.reason());
    }
    return origin.at(traced);
  }
}
