package io.qtrace.cli.option;

import io.qtrace.cli.console.Failure;
import io.qtrace.source.ClockAnchor;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The time stamps of simple traces are the host's CLOCK_MONOTONIC; these options say when that was.
 */
public final class ClockOptions {

  @Option(
      names = "--clock-offset-ns",
      paramLabel = "NS",
      description = "CLOCK_REALTIME minus CLOCK_MONOTONIC of the traced host, in nanoseconds.")
  private @Nullable Long clockOffsetNs;

  @Option(
      names = "--anchor",
      paramLabel = "TIME",
      converter = Anchor.class,
      description = {
        "When the last event happened: a time such as 2026-11-22T17:04:10Z, 'now', or 'mtime':",
        "when the file was last written. Default: mtime."
      })
  private @Nullable ClockAnchor anchor;

  /** Whether the offset is known without a look at the trace. */
  boolean isOffset() {
    return clockOffsetNs != null;
  }

  public ClockAnchor anchor() {
    if (clockOffsetNs != null) {
      if (anchor != null) {
        throw Failure.usage("--clock-offset-ns and --anchor contradict each other; give one");
      }
      return new ClockAnchor.Offset(clockOffsetNs);
    }
    return anchor == null ? new ClockAnchor.ModificationTime() : anchor;
  }

  /** Reads the option; a wrong one is told of even where the time does not matter. */
  static final class Anchor implements ITypeConverter<ClockAnchor> {

    @Override
    public ClockAnchor convert(String text) {
      return switch (text) {
        case "mtime" -> new ClockAnchor.ModificationTime();
        case "now" -> new ClockAnchor.Now();
        default -> lastEventAt(text);
      };
    }

    private static ClockAnchor lastEventAt(String time) {
      try {
        return new ClockAnchor.LastEventAt(Instant.parse(time));
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'%s' is neither mtime nor now nor a time such as 2026-11-22T17:04:10Z"
                .formatted(time));
      }
    }
  }
}
