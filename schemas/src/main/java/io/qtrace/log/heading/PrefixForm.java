package io.qtrace.log.heading;

import io.qtrace.log.prefix.PrefixForms;

/** One form of what may stand in front of an event's name. {@link PrefixForms} has them all. */
@FunctionalInterface
public interface PrefixForm {

  /**
   * Reads a prefix of this form.
   *
   * @param b the heading's text
   * @param heading learns what the prefix says; is left as it is if there is none
   * @return the position behind the prefix that begins at {@code at}, in the heading's text, which
   *     may be another one now; -1 if none does
   */
  int read(byte[] b, int at, int end, Heading heading);
}
