package io.qtrace.topology.decode;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which of the sources whose records wait is tried next: in turn one that goes on and one of which
 * that is not known, so that many that cannot go on hold up nobody. Not thread-safe.
 */
final class CatchUp {

  /** Their last record that waited was handled. */
  private final Set<String> goingOn = new LinkedHashSet<>();

  private final Set<String> untried = new LinkedHashSet<>();
  private boolean isTurnOfUntried;

  /** All of these are to be tried. */
  void look(Collection<String> sources) {
    for (var source : sources) {
      if (!goingOn.contains(source)) {
        untried.add(source);
      }
    }
  }

  boolean isEmpty() {
    return goingOn.isEmpty() && untried.isEmpty();
  }

  boolean goesOn(String source) {
    return goingOn.contains(source);
  }

  /** Takes the next one out; what becomes of it is told to {@link #tried}. */
  String next() {
    isTurnOfUntried = !isTurnOfUntried;
    boolean isUntried = goingOn.isEmpty() || (isTurnOfUntried && !untried.isEmpty());
    var from = isUntried ? untried : goingOn;
    var source = from.iterator().next();
    from.remove(source);
    return source;
  }

  /**
   * Remembers how it went.
   *
   * @param hasMoved its first record was handled
   */
  void tried(String source, boolean hasMoved) {
    untried.remove(source);
    if (hasMoved) {
      goingOn.add(source);
    } else {
      goingOn.remove(source);
    }
  }
}
