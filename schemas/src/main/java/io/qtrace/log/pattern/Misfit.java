package io.qtrace.log.pattern;

/** The rightmost place where a text did not fit, and the step that did not fit there. */
public final class Misfit {

  /** -1 if nothing was tried. */
  public int at;

  public int step;

  /** It was the step's value that did not fit; its literal did. */
  public boolean isValue;

  void clear() {
    at = -1;
  }

  void set(int place, int index, boolean isValueThere) {
    if (place >= at) {
      at = place;
      step = index;
      isValue = isValueThere;
    }
  }
}
