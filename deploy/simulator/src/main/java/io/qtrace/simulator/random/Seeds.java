package io.qtrace.simulator.random;

import java.util.SplittableRandom;

/** Independent streams of random numbers out of one seed. */
public final class Seeds {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;

  public Seeds(long seed) {
    this.seed = seed;
  }

  /**
   * The stream of one thing's one purpose. What another thing or purpose draws does not change it.
   *
   * @param thing such as a VM's number
   * @param purpose a name
   */
  public SplittableRandom stream(long thing, String purpose) {
    long mixed = mix(seed + GOLDEN);
    mixed = mix(mixed ^ mix(thing + GOLDEN));
    for (int i = 0; i < purpose.length(); i++) {
      mixed = mix(mixed + purpose.charAt(i) + GOLDEN);
    }
    return new SplittableRandom(mixed);
  }

  /** The finalizer of MurmurHash3 in David Stafford's variant 13. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
