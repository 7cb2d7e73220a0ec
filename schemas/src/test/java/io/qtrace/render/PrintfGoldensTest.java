package io.qtrace.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.EventDefinition;
import io.qtrace.format.CFormat;
import io.qtrace.format.Conversion;
import io.qtrace.text.Position;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our printf against glibc's: printf-goldens.txt, which printf-goldens.c makes. */
@Tag("slow")
class PrintfGoldensTest {

  private static final Pattern ESCAPE = Pattern.compile("\\\\x(..)");

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void printsEveryConversionAsGlibcDoes(String order) throws IOException {
    var bytes = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var lines = goldens();

    var wrong =
        lines.stream()
            .filter(line -> !rendered(line, bytes).equals(expected(line)))
            .map(line -> line + " but was " + rendered(line, bytes))
            .toList();

    assertThat(lines).hasSizeGreaterThan(5000);
    assertThat(wrong).isEmpty();
  }

  private static String expected(String line) {
    return "ev " + unescape(line.substring(line.lastIndexOf('\t') + 1)) + "\n";
  }

  private static String rendered(String line, ByteOrder order) {
    var columns = line.split("\t", -1);
    var values = new ArrayList<Object>();
    for (var column : List.of(columns).subList(1, columns.length - 1)) {
      values.add(value(column));
    }
    var out = new GrowableBytes(0);
    LogTextRenderer.compile(definition(columns[0]))
        .render(TestEvent.of(order, values.toArray()), out);
    return TestEvent.latin1(out);
  }

  private static Object value(String column) {
    return column.startsWith("0x")
        ? (Object) Long.parseUnsignedLong(column.substring(2), 16)
        : unescape(column.substring(1, column.length() - 1)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static EventDefinition definition(String format) {
    var arguments = new ArrayList<Argument>();
    for (Conversion conversion : CFormat.parse(format).conversions()) {
      var type =
          switch (conversion.type()) {
            case 's' -> new CType("const char *", CType.Kind.STRING, 0);
            case 'p' -> new CType("void *", CType.Kind.POINTER, 64);
            default -> new CType("int64_t", CType.Kind.SIGNED, 64);
          };
      while (arguments.size() < conversion.argument()) {
        arguments.add(new Argument("star", new CType("int", CType.Kind.SIGNED, 32)));
      }
      arguments.add(new Argument("value", type));
    }
    return new EventDefinition(
        "ev", arguments, format, Set.of(), new Position("test", 1, 1), "ev(…)");
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            m -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(m.group(1), 16))));
  }

  private static List<String> goldens() throws IOException {
    try (var in = PrintfGoldensTest.class.getResourceAsStream("printf-goldens.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }
}
