package io.qtrace.cli;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Reasons;
import io.qtrace.source.TraceBytes;
import io.qtrace.source.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Trace files named on the command line. */
final class TraceFiles {

  private TraceFiles() {}

  static TraceBytes open(Path file) {
    try {
      return TraceBytes.open(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static Failure unreadable(Path file, IOException e) {
    return Failure.badInput("%s: can not read the trace: %s".formatted(file, Reasons.of(e)), e);
  }

  /** The format given on the command line, else what the first bytes look like. */
  static TraceFormat format(Path file, @Nullable TraceFormat chosen) {
    if (chosen != null) {
      return chosen;
    }
    try (var trace = open(file)) {
      var head = trace.bytes().readNBytes(TraceFormat.HEAD_BYTES);
      return TraceFormat.sniff(head, head.length);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
