package io.qtrace.simulator.build;

import io.qtrace.bytes.Words;

/** Numbers as x86 lays them out. */
public final class LittleEndian {

  private LittleEndian() {}

  public static void putLong(byte[] b, int at, long value) {
    Words.LONG.set(b, at, value);
  }

  public static void putInt(byte[] b, int at, int value) {
    Words.INT.set(b, at, value);
  }
}
