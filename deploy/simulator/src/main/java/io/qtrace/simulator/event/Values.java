package io.qtrace.simulator.event;

/**
 * The values of one event's arguments, by their place in {@link TracePoint#arguments}. One object
 * is used for all events of a VM. Not thread-safe.
 */
public final class Values {

  private static final int MOST = 10;
  private static final byte[] EMPTY = {};

  private final long[] numbers = new long[MOST];
  private final byte[][] texts = new byte[MOST][];
  private int count;

  /** Forgets all values. */
  public Values clear() {
    count = 0;
    return this;
  }

  public Values add(long number) {
    numbers[count] = number;
    texts[count++] = EMPTY;
    return this;
  }

  /**
   * @param text is not copied
   */
  public Values add(byte[] text) {
    numbers[count] = 0;
    texts[count++] = text;
    return this;
  }

  /** 0 for what is not there. */
  public long number(int place) {
    return place >= 0 && place < count ? numbers[place] : 0;
  }

  /** Empty for what is not there. */
  public byte[] text(int place) {
    return place >= 0 && place < count ? texts[place] : EMPTY;
  }
}
