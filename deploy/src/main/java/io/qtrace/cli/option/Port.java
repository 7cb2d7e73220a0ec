package io.qtrace.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Port numbers that people give. */
public final class Port implements ITypeConverter<Integer> {

  private static final int HIGHEST = 65_535;

  @Override
  public Integer convert(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= HIGHEST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The message below fits this too.
    }
    throw new TypeConversionException(
        "'%s' is no port; give 1 to %d, or 0 for any".formatted(text, HIGHEST));
  }
}
