package io.qtrace.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which name was meant. */
public final class Nearest {

  private Nearest() {}

  /** A question to put behind a message; empty if no name is near. */
  public static String question(String given, Collection<String> names) {
    return to(given, names).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /** The name with the fewest typing errors, if these are few; of equals the first. */
  public static Optional<String> to(String given, Collection<String> names) {
    int limit = given.length() < 4 ? 2 : Math.max(3, given.length() / 2);
    return names.stream()
        .filter(name -> EditDistance.between(given, name) < limit)
        .min(Comparator.comparingInt(name -> EditDistance.between(given, name)));
  }
}
