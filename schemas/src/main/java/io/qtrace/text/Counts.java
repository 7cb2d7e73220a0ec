package io.qtrace.text;

import java.util.Locale;

/** Numbers of things. */
public final class Counts {

  private Counts() {}

  /**
   * {@code 1 event}, {@code 2,000 events}.
   *
   * @param one what one of them is called; an s makes several of it
   */
  public static String of(long number, String one) {
    return String.format(Locale.ROOT, number == 1 ? "%,d %s" : "%,d %ss", number, one);
  }
}
