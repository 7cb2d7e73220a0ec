package io.qtrace.simulator.build;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as x86 lays them out. */
public final class LittleEndian {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  public static void putLong(byte[] b, int at, long value) {
    LONGS.set(b, at, value);
  }

  public static void putInt(byte[] b, int at, int value) {
    INTS.set(b, at, value);
  }
}
