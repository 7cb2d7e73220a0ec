package io.qtrace.format;

/** A width or precision. */
public sealed interface Measure {

  /** Not given. */
  record Absent() implements Measure {}

  /** Given in the format, 0 to {@value CFormat#MAX_MEASURE}. */
  record Fixed(int value) implements Measure {}

  /**
   * {@code *}: an {@code int} argument. Negative as a width it means {@link Flag#LEFT} and its
   * absolute value, as a precision it counts as absent.
   */
  record FromArgument(int argument) implements Measure {}
}
