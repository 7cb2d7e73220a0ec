package io.qtrace.log.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.bytes.Words;
import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.format.AnyFormat;
import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.text.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Formats that may be as ambiguous as they like. */
@Tag("slow")
class MatcherPropertyTest {

  private static final String NAME = "any_event ";

  private static final Pattern POINTER = Pattern.compile("%[-+ #0-9.]*p");

  /** Whichever of the possible arguments are read, they print as the line. */
  @Property(tries = 20_000)
  void whatIsReadPrintsAsTheLineThatWasRead(@ForAll long seed) {
    var random = new Random(seed);
    var format = AnyFormat.of(random, 10);
    var definition = definition(format);
    var line = anyLine(definition, format, random);

    var matcher = new Matcher();
    byte[] text =
        line.substring(NAME.length(), line.length() - 1).getBytes(StandardCharsets.ISO_8859_1);
    byte[] buffer = Arrays.copyOf(text, text.length + Words.SLACK);
    boolean isMatch =
        matcher.match(PatternCompiler.compile(definition), buffer, 0, text.length, false);

    // A width or precision that is an argument may be another that prints the same, or more; and
    // pointers are read as several C libraries print them.
    boolean isOfOneForm = !format.text().contains("*") && !POINTER.matcher(format.text()).find();
    if (isMatch && isOfOneForm) {
      assertThat(render(definition, matcher.arguments.bytes, matcher.arguments.to)).isEqualTo(line);
    }
  }

  /** What a straight line reads, sound or damaged, is what the steps read one by one. */
  @Property(tries = 20_000)
  void aStraightLineReadsWhatTheStepsRead(@ForAll long seed) {
    var random = new Random(seed);
    var format = AnyFormat.of(random, 10);
    var definition = definition(format);
    var pattern = PatternCompiler.compile(definition);
    var straightLine = StraightLine.compile(pattern.steps());
    if (straightLine == null || pattern.hasNewline()) {
      return;
    }
    byte[] text =
        anyLine(definition, format, random)
            .substring(NAME.length())
            .getBytes(StandardCharsets.ISO_8859_1);
    if (random.nextBoolean()) {
      text[random.nextInt(text.length)] = (byte) " 0a\n".charAt(random.nextInt(4));
    }
    byte[] buffer = Arrays.copyOf(text, text.length + Words.SLACK);

    var straight = new Matcher();
    int end = straight.matchStraight(straightLine, buffer, 0, text.length);

    var stepwise = new Matcher();
    int stepwiseEnd = stepwise.matchLine(pattern, buffer, 0, text.length);
    if (end >= 0 || !format.text().contains("s")) {
      assertThat(end).isEqualTo(stepwiseEnd);
    }
    if (end >= 0) {
      assertThat(arguments(straight)).isEqualTo(arguments(stepwise));
    }
  }

  private static byte[] arguments(Matcher matcher) {
    return Arrays.copyOf(matcher.arguments.bytes, matcher.arguments.to);
  }

  private static EventDefinition definition(AnyFormat format) {
    var arguments = new ArrayList<Argument>();
    for (char kind : format.arguments().toCharArray()) {
      arguments.add(new Argument("a" + arguments.size(), type(kind)));
    }
    return new EventDefinition(
        "any_event", arguments, format.text(), Set.of(), new Position("test", 1, 1), "");
  }

  private static String anyLine(EventDefinition definition, AnyFormat format, Random random) {
    var values = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    for (char kind : format.arguments().toCharArray()) {
      put(values, kind, random);
    }
    return render(definition, values.array(), values.position());
  }

  private static CType type(char kind) {
    return switch (kind) {
      case 's' -> new CType("const char *", CType.Kind.STRING, 0);
      case 'p' -> new CType("void *", CType.Kind.POINTER, 64);
      case 'i' -> new CType("int", CType.Kind.SIGNED, 32);
      default -> new CType("uint64_t", CType.Kind.UNSIGNED, 64);
    };
  }

  private static void put(ByteBuffer values, char kind, Random random) {
    switch (kind) {
      case 's' -> {
        int length = random.nextInt(12);
        values.putInt(length);
        for (int i = 0; i < length; i++) {
          values.put((byte) "a 01x(".charAt(random.nextInt(6)));
        }
      }
      case 'i' -> values.putLong(random.nextInt(20));
      default -> values.putLong(random.nextLong() >> random.nextInt(64));
    }
  }

  private static String render(EventDefinition definition, byte[] arguments, int to) {
    var event = new RawEvent();
    event.buffer = arguments;
    event.arguments = arguments;
    event.argumentsTo = to;
    var out = new GrowableBytes(256);
    LogTextRenderer.compile(definition).render(event, out);
    return new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1);
  }
}
