package io.qtrace.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.format.AnyFormat;
import io.qtrace.format.CFormat;
import io.qtrace.raw.RawEvent;
import io.qtrace.text.Position;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;

@Tag("slow")
class RenderPropertyTest {

  private static final int MAX_NUMBER = 32;

  private record Case(EventDefinition definition, List<Object> values) {
    RawEvent event(ByteOrder order) {
      return TestEvent.of(order, values.toArray());
    }

    long stringBytes() {
      return values.stream()
          .filter(byte[].class::isInstance)
          .mapToLong(bytes -> ((byte[]) bytes).length)
          .sum();
    }
  }

  private static Case anyCase(long seed) {
    var random = new Random(seed);
    var format = AnyFormat.of(random, 10);
    var arguments = new ArrayList<Argument>();
    var values = new ArrayList<Object>();
    for (char kind : format.arguments().toCharArray()) {
      arguments.add(new Argument("a" + arguments.size(), type(kind)));
      values.add(value(kind, random));
    }
    var definition =
        new EventDefinition(
            "any_event", arguments, format.text(), Set.of(), new Position("test", 1, 1), "");
    return new Case(definition, values);
  }

  private static CType type(char kind) {
    return switch (kind) {
      case 's' -> new CType("const char *", CType.Kind.STRING, 0);
      case 'p' -> new CType("void *", CType.Kind.POINTER, 64);
      case 'i' -> new CType("int", CType.Kind.SIGNED, 32);
      default -> new CType("uint64_t", CType.Kind.UNSIGNED, 64);
    };
  }

  private static Object value(char kind, Random random) {
    if (kind == 's') {
      var text = new byte[random.nextInt(random.nextInt(10) == 0 ? 512 : 12)];
      random.nextBytes(text);
      return text;
    }
    return random.nextLong() >> random.nextInt(64);
  }

  /** No exception, no more than the formats's widths allow, nothing but the arguments read. */
  @Property(tries = 5000)
  void everyFormatPrintsEveryValueAsOneBoundedLine(@ForAll long seed) {
    var any = anyCase(seed);
    var renderer = LogTextRenderer.compile(any.definition);
    var little = new GrowableBytes(0);
    var big = new GrowableBytes(0);

    renderer.render(any.event(ByteOrder.LITTLE_ENDIAN), little);
    renderer.render(any.event(ByteOrder.BIG_ENDIAN), big);

    assertThat(big.toByteArray()).isEqualTo(little.toByteArray());
    assertThat(TestEvent.latin1(little)).startsWith("any_event ").endsWith("\n");
    var format = any.definition.format().getBytes(StandardCharsets.UTF_8);
    assertThat((long) little.size())
        .isLessThanOrEqualTo(
            "any_event \n".length()
                + format.length
                + any.stringBytes()
                + any.values.size() * (long) (CFormat.MAX_MEASURE + MAX_NUMBER));
  }

  /** simpletrace's line gives every value back. */
  @Property(tries = 2000)
  void simpletraceLosesNothingOfTheArguments(@ForAll long seed) {
    var any = anyCase(seed);
    var out = new GrowableBytes(0);
    new SimpletraceRenderer(List.of(any.definition)).event(any.event(ByteOrder.BIG_ENDIAN), out);

    var line = TestEvent.latin1(out);
    var prefix = "any_event 0.000 pid=0 ";
    assertThat(line).startsWith(prefix).endsWith("\n").matches("[ -~]*\n");
    int at = prefix.length();
    for (int i = 0; i < any.values.size(); i++) {
      var label = (i == 0 ? "" : " ") + "a" + i + "=";
      assertThat(line.substring(at)).startsWith(label);
      at += label.length();
      int end = any.values.get(i) instanceof byte[] ? endOfBytes(line, at) : endOfNumber(line, at);
      if (any.values.get(i) instanceof byte[] text) {
        assertThat(python(line.substring(at, end))).isEqualTo(text);
      } else {
        assertThat(line.substring(at, end))
            .isEqualTo("0x" + Long.toHexString((Long) any.values.get(i)));
      }
      at = end;
    }
    assertThat(at).isEqualTo(line.length() - 1);
  }

  private static int endOfNumber(String line, int at) {
    int end = at;
    while (" \n".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static int endOfBytes(String line, int at) {
    assertThat(line.charAt(at)).isEqualTo('b');
    char quote = line.charAt(at + 1);
    int end = at + 2;
    while (line.charAt(end) != quote) {
      end += line.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1;
  }

  /** What Python makes of a bytes literal. */
  private static byte[] python(String literal) {
    var inside = literal.substring(2, literal.length() - 1);
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c != '\\') {
        bytes.write(c);
        continue;
      }
      char escape = inside.charAt(++i);
      switch (escape) {
        case 'x' -> {
          bytes.write(Integer.parseInt(inside.substring(i + 1, i + 3), 16));
          i += 2;
        }
        case 't' -> bytes.write('\t');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        default -> bytes.write(escape);
      }
    }
    return bytes.toByteArray();
  }

  /** Python prints the exact decimal value of the double, rounded half to even. */
  @Property(tries = 5000)
  void deltasArePrintedAsPythonPrintsTheQuotient(
      @ForAll @LongRange(min = -9_000_000_000_000_000L, max = 9_000_000_000_000_000L)
          long deltaNs) {
    // Below 2^53 both operands of the division are exact, and so it is rounded once, as in Python.
    var quotient = new BigDecimal(deltaNs / 1000.0).setScale(3, RoundingMode.HALF_EVEN);
    var renderer = new SimpletraceRenderer(List.of());
    var out = new GrowableBytes(0);
    long start = 1L << 62;

    renderer.dropped(start, 1, 0, out);
    out.clear();
    renderer.dropped(start + deltaNs, 1, 0, out);

    assertThat(TestEvent.latin1(out))
        .isEqualTo("Dropped_Event %s pid=1 num_events_dropped=0x0\n".formatted(quotient));
  }

  @Property(tries = 5000)
  void numbersAreThoseOfJava(@ForAll long bits, @ForAll @LongRange(min = 0, max = 63) long shift) {
    long value = bits >> shift;
    var out = new GrowableBytes(0);

    out.putDecimal(value);
    out.put(' ');
    out.putHex(value);
    LogTextRenderer.compile(
            TestEvent.definition("ev(int64_t a, uint64_t b, uint64_t c) \" %ld %lo %016lX\""))
        .render(TestEvent.of(ByteOrder.LITTLE_ENDIAN, value, value, value), out);

    assertThat(TestEvent.latin1(out))
        .isEqualTo(
            "%s %xev  %d %o %016X\n"
                .formatted(Long.toUnsignedString(value), value, value, value, value));
  }
}
