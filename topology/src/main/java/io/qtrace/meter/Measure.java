package io.qtrace.meter;

import java.util.function.ToDoubleFunction;

/**
 * What a gauge shows of the last window.
 *
 * @param name behind the prefix of its series
 * @param of its value in the result of a window
 */
record Measure<T>(String name, String description, Kind kind, ToDoubleFunction<T> of) {

  /** What becomes of it when no window follows, and when several are shown as one. */
  enum Kind {
    /** It stays as it is. */
    LEVEL(true) {
      @Override
      double both(double a, double b) {
        return a + b;
      }
    },
    /** There is nothing more of it. */
    RATE(false) {
      @Override
      double both(double a, double b) {
        return a + b;
      }
    },
    /** The same, and of several the most counts. */
    MOST(false) {
      @Override
      double both(double a, double b) {
        return Math.max(a, b);
      }
    },
    /** It stays as it is, and of several the least counts. */
    LEAST(true) {
      @Override
      double both(double a, double b) {
        return Math.min(a, b);
      }
    };

    private final boolean stays;

    Kind(boolean stays) {
      this.stays = stays;
    }

    abstract double both(double a, double b);

    /** What is left of it without conversions. */
    double idle(double value) {
      return stays ? value : 0;
    }
  }
}
