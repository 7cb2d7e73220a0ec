package io.qtrace.cli.option;

import io.qtrace.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time such as {@code 5s}; a number alone is seconds. */
public final class Seconds implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      return Durations.parse(text.matches("\\d{1,9}") ? text + "s" : text, "5s or 1m");
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
