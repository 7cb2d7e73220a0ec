package io.qtrace.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers of options. */
public final class Numbers {

  private Numbers() {}

  static int integer(String text) {
    return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static long whole(String text) {
    return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** For what is counted: 1 or more. */
  public static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return whole(text, 1, Long.MAX_VALUE);
    }
  }

  /** The bounds of Java's types are nobody's business. */
  private static String whatIsTaken(long min, long max) {
    var from = min == 1 ? ", 1 or more" : "";
    return "a whole number" + from + (max == Integer.MAX_VALUE ? " that fits 32 bits" : "");
  }

  private static long whole(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below fits this too.
    }
    throw new TypeConversionException("'%s' is not %s".formatted(text, whatIsTaken(min, max)));
  }
}
