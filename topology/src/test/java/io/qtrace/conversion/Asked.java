package io.qtrace.conversion;

import io.qtrace.conversion.GuestMemory.Mapping;
import java.util.Random;

/** What a simulated guest asks for, at random. */
final class Asked {

  private static final int SPREAD_PAGES = 4096;
  private static final int HOT_OFFSETS = 6;

  private final SimulatedMemory memory;
  private final Random random;
  private final double hot;

  /**
   * @param hot share of requests for one of a few offsets that every block has
   */
  Asked(SimulatedMemory memory, Random random, double hot) {
    this.memory = memory;
    this.random = random;
    this.hot = hot;
  }

  long refusedAddress() {
    long page = random.nextInt(1000) * Guest.PAGE;
    return random.nextBoolean() ? 0xfe00_0000L + page : 0xfffc_0000_0000L + page % (16 << 12);
  }

  Mapping mapping() {
    var convertible = memory.convertible();
    // The firmware less often.
    var mapping = convertible.get(random.nextInt(convertible.size()));
    return mapping.block().name().equals("pc.bios")
        ? convertible.get(random.nextInt(convertible.size()))
        : mapping;
  }

  long size(Mapping mapping) {
    int kind = random.nextInt(10);
    long size = kind == 0 ? 512 * Guest.PAGE : kind == 1 ? 16 * Guest.PAGE : Guest.PAGE;
    return Math.min(size, mapping.size());
  }

  /** In the mapping. */
  long offset(Mapping mapping, long size) {
    long places = Math.min(SPREAD_PAGES * Guest.PAGE, mapping.size()) / size;
    if (random.nextDouble() < hot) {
      places = Math.min(places, HOT_OFFSETS);
    }
    return random.nextInt((int) places) * size;
  }
}
