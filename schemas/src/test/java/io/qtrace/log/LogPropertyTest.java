package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class LogPropertyTest {

  private static final byte ESCAPE = 0x1b;

  private static final List<GoldenPrefix> GOLDENS = List.of(GoldenPrefix.values());

  /** What ends lines that QEMU writes, and those that went through a terminal. */
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\033[0m\n", "\033(B\033[m\r\n"};

  /**
   * One event of a type and a conversion that prints all of it, several times with literals
   * between.
   */
  private static final List<String[]> CONVERSIONS =
      List.of(
          new String[] {
            "int", "%d", "%5d", "%-5d", "%05d", "%+d", "% d", "0x%x", "%#x", "%.3d", "%u"
          },
          new String[] {"int8_t", "%d", "%hhd", "%hhu", "0x%02hhx", "%x"},
          new String[] {"uint8_t", "%u", "%d", "%02x", "%hhd", "%o", "%#o"},
          new String[] {"uint16_t", "%u", "%04x", "%hX"},
          new String[] {"uint32_t", "%u", "%d", "%08x", "%x", "%X", "%8.8x", "%o"},
          new String[] {"int64_t", "%ld", "%lld", "%lx", "%016lx", "%20ld", "%-20ld"},
          new String[] {
            "uint64_t", "%lu", "%lx", "0x%lx", "%#lx", "%016lX", "%lo", "%lld", "%024lu"
          },
          new String[] {"bool", "%d", "%u", "%x"},
          new String[] {"void *", "%p", "%20p", "%-20p"},
          new String[] {"char", "%c"},
          new String[] {"const char *", "%s", "'%s'", "%-4s", "%4s"});

  /** A definition, its event's arguments, and the line that QEMU makes of them. */
  private static final class Case {
    final Definitions definitions;
    final byte[] arguments;
    final byte[] line;

    Case(Definitions definitions, byte[] arguments, byte[] line) {
      this.definitions = definitions;
      this.arguments = arguments;
      this.line = line;
    }
  }

  /** No line can be read in two ways: literals are letters that neither values nor names have. */
  private static Case anyCase(long seed) {
    var random = new Random(seed);
    var declaration = new StringBuilder("any_event(");
    var format = new StringBuilder();
    var values = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    int count = random.nextInt(11);
    for (int i = 0; i < count; i++) {
      var conversions = CONVERSIONS.get(random.nextInt(CONVERSIONS.size()));
      declaration.append(i == 0 ? "" : ", ").append(conversions[0]).append(" a").append(i);
      format.append(literal(random));
      format.append(conversions[1 + random.nextInt(conversions.length - 1)]);
      put(values, conversions[0], random);
    }
    format.append(random.nextBoolean() || count == 0 ? literal(random) : "");
    var text =
        declaration + (count == 0 ? "void" : "") + ") \"" + format + "\"\nother_event(void)\n";
    var definitions = Definitions.parse("any", text.getBytes(StandardCharsets.UTF_8));
    byte[] arguments = Arrays.copyOf(values.array(), values.position());
    var event = line(definitions, arguments);
    var end = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
    return new Case(definitions, arguments, bytes(withPrefixes(event, random) + end));
  }

  private static String literal(Random random) {
    var literal = new StringBuilder(" ");
    for (int i = 1 + random.nextInt(3) * random.nextInt(10); i > 0; i--) {
      literal.append("KLMNPQRSTUVWYZ=:".charAt(random.nextInt(16)));
    }
    return literal.append(random.nextInt(4) == 0 ? "%%" : "").append(' ').toString();
  }

  private static void put(ByteBuffer values, String type, Random random) {
    long bits = random.nextLong() >> random.nextInt(64);
    switch (type) {
      case "int" -> values.putLong(bits << 32 >> 32);
      case "int8_t" -> values.putLong(bits << 56 >> 56);
      case "uint8_t" -> values.putLong(bits & 0xff);
      case "uint16_t" -> values.putLong(bits & 0xffff);
      case "uint32_t" -> values.putLong(bits & 0xffffffffL);
      case "bool" -> values.putLong(bits & 1);
      case "char" -> values.putLong(anyCharacter(random));
      case "const char *" -> {
        int length = random.nextInt(random.nextInt(8) == 0 ? 300 : 12);
        values.putInt(length);
        for (int i = 0; i < length; i++) {
          values.put(anyCharacter(random));
        }
      }
      default -> values.putLong(bits);
    }
  }

  /** Any byte but NUL, what ends lines, spaces, digits and what literals consist of. */
  private static byte anyCharacter(Random random) {
    byte character = (byte) random.nextInt(256);
    boolean isTaken =
        (character >= '0' && character <= 'Z') || character == ' ' || character == '%';
    boolean endsLines = character == '\n' || character == '\r' || character == ESCAPE;
    return isTaken || endsLines || character == '\'' || character == 0 ? (byte) '_' : character;
  }

  /** Up to four, one behind the other; some forms end with the event's name. */
  private static String withPrefixes(String event, Random random) {
    var line = event;
    for (int i = random.nextInt(5); i > 0; i--) {
      var prefix = GOLDENS.get(random.nextInt(GOLDENS.size()));
      if (line.equals(event) || !prefix.isInnermost()) {
        line = prefix.line(line);
      }
    }
    return line;
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Without the newline; one character for each byte. */
  private static String line(Definitions definitions, byte[] arguments) {
    var event = new RawEvent();
    event.buffer = arguments;
    event.arguments = arguments;
    event.argumentsTo = arguments.length;
    var out = new GrowableBytes(256);
    LogTextRenderer.compile(definitions.events().get(0)).render(event, out);
    return new String(out.array(), 0, out.size() - 1, StandardCharsets.ISO_8859_1);
  }

  @Property(tries = 1000)
  void aRenderedLineReadsAsTheSameArgumentsBehindAnyPrefixes(@ForAll long seed) {
    var any = anyCase(seed);
    var outcomes = new Outcomes(any.definitions);

    new LogReader(any.definitions).read(any.line, 0, any.line.length, true, outcomes);

    assertThat(outcomes.problems)
        .as(() -> new String(any.line, StandardCharsets.ISO_8859_1))
        .isEmpty();
    assertThat(outcomes.arguments).containsExactly(HexFormat.of().formatHex(any.arguments));
  }

  /**
   * And of the whole line nothing is lost. Lines of a message of several count as what they say, so
   * without what JSON has around them.
   */
  @Property(tries = 1000)
  void aDamagedLogEndsInEventsRejectionsAndOtherLines(
      @ForAll long seed, @ForAll @IntRange(max = 20) int damages) {
    var random = new Random(seed);
    var any = anyCase(seed);
    var log = new GrowableBytes(1024);
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      log.put(any.line, 0, any.line.length - random.nextInt(2) * random.nextInt(any.line.length));
    }
    byte[] bytes = log.toByteArray();
    for (int i = 0; i < damages && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          (byte) (random.nextBoolean() ? bytes[at] ^ (1 << random.nextInt(8)) : random.nextInt());
    }
    var outcomes = new Outcomes(any.definitions);

    int end = new LogReader(any.definitions).read(bytes, 0, bytes.length, true, outcomes);

    assertThat(end).isEqualTo(bytes.length);
    long read = outcomes.bytes + newlinesAtEnds(outcomes, bytes);
    boolean isWithoutJson = outcomes.buffers.stream().anyMatch(buffer -> buffer != bytes);
    if (isWithoutJson && new String(bytes, StandardCharsets.ISO_8859_1).contains("{\"")) {
      assertThat(outcomes.bytes).isPositive().isLessThanOrEqualTo(bytes.length);
    } else {
      assertThat(read).isEqualTo(bytes.length);
    }
  }

  private static long newlinesAtEnds(Outcomes outcomes, byte[] bytes) {
    return outcomes.ends.stream().filter(end -> end < bytes.length && bytes[end] == '\n').count();
  }

  @Property(tries = 1000)
  void anyEventReadsAsItWouldInAWholeBuffer(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = 200) long pieceBytes) {
    var any = anyCase(seed);
    var log = new GrowableBytes(1024);
    for (int i = 0; i < 4; i++) {
      log.put(any.line, 0, any.line.length);
    }
    byte[] bytes = log.toByteArray();
    var whole = new Outcomes(any.definitions);
    new LogReader(any.definitions).read(bytes, 0, bytes.length, true, whole);
    var pieces = new Outcomes(any.definitions);
    var reader = new LogReader(any.definitions);
    int from = 0;
    for (int to = 0; to < bytes.length; ) {
      to = (int) Math.min(bytes.length, to + pieceBytes);
      byte[] exact = Arrays.copyOf(bytes, to);
      from = reader.read(exact, from, to, to == bytes.length, pieces);
    }

    assertThat(pieces.arguments).isEqualTo(whole.arguments);
    assertThat(pieces.arguments).hasSize(4);
  }

  /** Checks that arguments have the layout of their definition, and counts the bytes of lines. */
  private static final class Outcomes implements RawRecordHandler {
    private final Definitions definitions;
    final List<String> arguments = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<Integer> ends = new ArrayList<>();
    final Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    long bytes;

    Outcomes(Definitions definitions) {
      this.definitions = definitions;
    }

    private void line(byte[] buffer, int from, int to) {
      buffers.add(buffer);
      bytes += to - from;
      ends.add(to);
    }

    @Override
    public void event(RawEvent event) {
      line(event.buffer, event.from, event.to);
      byte[] bytes = Arrays.copyOfRange(event.arguments, event.argumentsFrom, event.argumentsTo);
      arguments.add(HexFormat.of().formatHex(bytes));
      requireLayout(definitions.events().get(event.definition), bytes);
    }

    private static void requireLayout(EventDefinition definition, byte[] arguments) {
      var values = ByteBuffer.wrap(arguments).order(ByteOrder.LITTLE_ENDIAN);
      for (Argument argument : definition.arguments()) {
        int length = argument.type().kind() == CType.Kind.STRING ? values.getInt() : Long.BYTES;
        values.position(values.position() + length);
      }
      assertThat(values.hasRemaining()).isFalse();
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      problems.add("dropped");
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      line(buffer, from, to);
      problems.add(detail);
      assertThat(detail).doesNotContain("\n");
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      line(buffer, from, to);
      problems.add("other: " + new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }
  }
}
