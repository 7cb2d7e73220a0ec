package io.qtrace.simulator.random;

import java.util.SplittableRandom;

/**
 * A distribution as a table of its quantiles: a draw is one random index, and the same on every
 * Java, since the table is made with {@link StrictMath}. Immutable.
 */
public final class Distribution {

  private static final int QUANTILES = 1 << 12;

  private static final double[] EXPONENTIAL = exponential();
  private static final double[] NORMAL = normal();

  private final double[] quantiles;

  private Distribution(double[] quantiles) {
    this.quantiles = quantiles;
  }

  /** With mean 1; times between events that have nothing to do with each other. */
  public static Distribution exponentialOfMeanOne() {
    return new Distribution(EXPONENTIAL);
  }

  /**
   * Log-normal, as times that programs take are.
   *
   * @param sigma of the logarithm
   */
  public static Distribution logNormal(double median, double sigma) {
    var table = new double[QUANTILES];
    for (int i = 0; i < QUANTILES; i++) {
      table[i] = median * StrictMath.exp(sigma * NORMAL[i]);
    }
    return new Distribution(table);
  }

  public double draw(SplittableRandom random) {
    return quantiles[random.nextInt(QUANTILES)];
  }

  private static double[] exponential() {
    var table = new double[QUANTILES];
    double sum = 0;
    for (int i = 0; i < QUANTILES; i++) {
      table[i] = -StrictMath.log(1 - (i + 0.5) / QUANTILES);
      sum += table[i];
    }
    for (int i = 0; i < QUANTILES; i++) {
      table[i] *= QUANTILES / sum; // a table's tail is cut off; its mean must not be
    }
    return table;
  }

  /** The inverse of the density's integral, summed up in steps of a thousandth. */
  private static double[] normal() {
    var table = new double[QUANTILES];
    double step = 1e-3;
    double sum = 0;
    double x = -5;
    for (int i = 0; i < QUANTILES; i++) {
      double wanted = (i + 0.5) / QUANTILES;
      while (sum < wanted && x < 5) {
        double middle = x + step / 2;
        sum += step * StrictMath.exp(-middle * middle / 2) / StrictMath.sqrt(2 * StrictMath.PI);
        x += step;
      }
      table[i] = x;
    }
    return table;
  }
}
