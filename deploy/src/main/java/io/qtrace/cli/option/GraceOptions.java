package io.qtrace.cli.option;

import io.qtrace.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long a window that is over waits. */
public final class GraceOptions {

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Grace.class,
      description = {
        "How long a window waits for events that come late: 5s, 1m; a number alone is seconds.",
        "Default: 5s."
      })
  private Duration grace = Duration.ofSeconds(5);

  public Duration duration() {
    return grace;
  }

  private static final class Grace implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text.matches("\\d{1,9}") ? text + "s" : text, "5s or 1m");
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
