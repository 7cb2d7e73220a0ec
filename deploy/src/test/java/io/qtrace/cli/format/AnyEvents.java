package io.qtrace.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Generated definitions with arguments of every type, and events with values of every kind. */
public final class AnyEvents {

  /** A type, and a conversion that prints all of it. */
  private static final String[][] TYPES = {
    {"char", "%c"},
    {"int8_t", "%d"},
    {"uint8_t", "%u"},
    {"short", "%d"},
    {"uint16_t", "0x%x"},
    {"int", "%d"},
    {"unsigned int", "%u"},
    {"uint32_t", "%08x"},
    {"long", "%ld"},
    {"int64_t", "%ld"},
    {"ssize_t", "%zd"},
    {"unsigned long", "%lu"},
    {"uint64_t", "0x%lx"},
    {"size_t", "%zu"},
    {"uintptr_t", "%lx"},
    {"bool", "%d"},
    {"double", "%f"},
    {"float", "%g"},
    {"void *", "%p"},
    {"const uint8_t *", "%p"},
    {"const char *", "'%s'"},
    {"char *", "'%s'"},
  };

  private static final long[] NUMBERS = {
    0, 1, -1, 9, 10, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, Long.MIN_VALUE, Long.MAX_VALUE
  };

  private static final double[] REALS = {
    0.0,
    -0.0,
    1.0,
    0.1,
    1e7,
    1e-4,
    1e300,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    9007199254740992.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static final List<Clock> CLOCKS = List.of(Clock.MONOTONIC, Clock.REALTIME, Clock.NONE);

  /** What is escaped, what stands for bytes, and what is not in the basic plane. */
  private static final String CHARACTERS =
      "aZ09 ~\"\\/'<>&\b\f\n\r\t\u0000\u0001\u001b\u001f\u007f\u0080\u00e4\u07ff\u0800\u20ac"
          + "\u2028\ud7ff\ue000\uef7f\uef80\uefff\uf000\ufeff\ufffd\uffff\ud83d\ude00\udbff\udfff";

  /** Bytes that are no UTF-8: surrogates, what is too long, what no character begins with. */
  private static final byte[][] NO_CHARACTERS = {
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xe0, (byte) 0x80, (byte) 0x80},
    {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
    {(byte) 0xff},
    {(byte) 0xe2, (byte) 0x82}
  };

  private final Random random;
  private final Definitions definitions;

  public AnyEvents(long seed) {
    random = new Random(seed);
    var text = new StringBuilder();
    for (int i = 0; i < TYPES.length; i++) {
      text.append(declaration("each_" + i, new int[] {i}));
      text.append(
          declaration("any_" + i, random.ints(random.nextInt(11), 0, TYPES.length).toArray()));
    }
    definitions = Definitions.parse("any", text.toString().getBytes(UTF_8));
  }

  private static String declaration(String name, int[] types) {
    var arguments = new StringBuilder();
    var format = new StringBuilder();
    for (int i = 0; i < types.length; i++) {
      var argument = i == 0 ? "meta" : i == 1 ? "meta_" : "a" + i;
      arguments.append(i == 0 ? "" : ", ").append(TYPES[types[i]][0]).append(' ').append(argument);
      format.append(" K").append(i).append('=').append(TYPES[types[i]][1]);
    }
    return "%s(%s) \"%s\"\n".formatted(name, types.length == 0 ? "void" : arguments, format);
  }

  public Definitions definitions() {
    return definitions;
  }

  /** An event of its own, with any of the definitions. */
  public RawEvent next(ByteOrder order) {
    var event = new RawEvent();
    event.definition = random.nextInt(definitions.events().size());
    event.argumentsFrom = 1 + random.nextInt(8); // nothing is aligned in a trace
    var bytes = ByteBuffer.allocate(100_000).order(order).position(event.argumentsFrom);
    boolean isDamaged = random.nextInt(4) == 0; // only then numbers are wider than their types
    for (var argument : definitions.events().get(event.definition).arguments()) {
      var type = argument.type();
      if (type.kind() == CType.Kind.STRING) {
        byte[] text = text();
        bytes.putInt(text.length).put(text);
      } else {
        bytes.putLong(isDamaged ? number(type) : extended(number(type), type));
      }
    }
    event.arguments = bytes.array();
    event.argumentsTo = bytes.position();
    event.bigEndian = order == ByteOrder.BIG_ENDIAN;
    event.clock = CLOCKS.get(random.nextInt(CLOCKS.size()));
    event.timestampNs = event.clock == Clock.NONE ? 0 : random.nextLong() >>> 2;
    event.pid = random.nextInt(3) == 0 ? random.nextInt() : 4711;
    event.threadId = random.nextInt(3) == 0 ? random.nextLong() : -1;
    return event;
  }

  private long number(CType type) {
    if (type.kind() == CType.Kind.REAL && random.nextInt(4) > 0) {
      double real = REALS[random.nextInt(REALS.length)];
      return Double.doubleToRawLongBits(random.nextBoolean() ? real : random.nextGaussian());
    }
    return random.nextInt(4) == 0
        ? NUMBERS[random.nextInt(NUMBERS.length)]
        : random.nextLong() >> random.nextInt(Long.SIZE);
  }

  private static long extended(long value, CType type) {
    int shift = Long.SIZE - type.bits();
    return switch (type.kind()) {
      case SIGNED -> value << shift >> shift;
      case UNSIGNED -> value << shift >>> shift;
      case BOOLEAN -> value & 1;
      case REAL, POINTER, STRING -> value;
    };
  }

  private byte[] text() {
    var bytes = ByteBuffer.allocate(1 << 12);
    boolean isPlain = random.nextBoolean();
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 500 : 20); i > 0; i--) {
      if (isPlain || random.nextInt(2) == 0) {
        bytes.put((byte) (' ' + random.nextInt(95)));
      } else if (random.nextInt(8) == 0) {
        bytes.put(NO_CHARACTERS[random.nextInt(NO_CHARACTERS.length)]);
      } else {
        int at = random.nextInt(CHARACTERS.codePointCount(0, CHARACTERS.length()));
        bytes.put(
            Character.toString(CHARACTERS.codePointAt(CHARACTERS.offsetByCodePoints(0, at)))
                .getBytes(UTF_8));
      }
    }
    // QEMU cuts strings wherever that is
    var text = new byte[random.nextInt(4) == 0 ? bytes.position() / 2 : bytes.position()];
    bytes.get(0, text);
    return text;
  }
}
