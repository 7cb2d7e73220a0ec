package io.qtrace.definition;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.qtrace.definition.CType.Kind;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.text.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceEventsParserTest {

  private static final Path ERRORS = Path.of("src/test/resources/io/qtrace/definition/errors");

  @Test
  void readsNameArgumentsAndFormat() {
    var events = parse("open(void *ctx, const char *path) \"%p %s\"\n");

    assertThat(events)
        .containsExactly(
            new EventDefinition(
                "open",
                List.of(
                    new Argument("ctx", new CType("void *", Kind.POINTER, 64)),
                    new Argument("path", new CType("const char *", Kind.STRING, 0))),
                "%p %s",
                Set.of(),
                new Position("test", 1, 1),
                "open(void *ctx, const char *path) \"%p %s\""));
  }

  @Test
  void skipsCommentsAndBlankLines() {
    assertThat(parse("# block/trace-events\n\n  \n\t # 9\nready(void) \"\"\r\n")).hasSize(1);
  }

  @Test
  void tellsAnEmptyFormatFromNone() {
    var events = parse("ready(void) \"\"\nsteady(void)\n");

    assertThat(events).extracting(EventDefinition::format).containsExactly("", null);
  }

  @Test
  void joinsLiteralsAndMacros() {
    assertThat(
            parse(
                "e(uint64_t a, uint8_t b, uintptr_t c) \"a 0x%016\" PRIx64\" b \"  \"%\"PRIu8 \" c %\"PRIxPTR"))
        .extracting(EventDefinition::format)
        .containsExactly("a 0x%016lx b %hhu c %lx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0x%08\" HWADDR_PRIx | 0x%08lx",
        "%\" HWADDR_PRId \" bytes\" | %ld bytes",
        "read 0x\" TARGET_FMT_plx \" len\" | read 0x%016lx len",
        "at \"RAM_ADDR_FMT\".\" | at %lx.",
        "%\"VADDR_PRIx | %lx",
        "0x%\" TARGET_PRIxPHYS | 0x%lx",
        "%\" G_GSIZE_FORMAT \" B\" | %lu B",
      })
  void knowsTheMacrosOfQemuAndGlib(String written, String format) {
    assertThat(parse("e(uint64_t a) \"" + written))
        .extracting(EventDefinition::format)
        .containsExactly(format);
  }

  @Test
  void resolvesEscapes() {
    assertThat(parse("e(void) \"\\tsay \\\"hi\\\" \\x41\\102 100%%\""))
        .extracting(EventDefinition::format)
        .containsExactly("\tsay \"hi\" AB 100%%");
  }

  @Test
  void keepsTheDisableProperty() {
    assertThat(parse("disable e(int a) \"%d\"").get(0).properties()).containsExactly("disable");
  }

  @Test
  void givesVcpuEventsTheirHiddenArgument() {
    var event = parse("vcpu guest_reset(int mode) \"mode %d\"").get(0);

    assertThat(event.arguments()).extracting(Argument::name).containsExactly("__cpu", "mode");
    assertThat(event.format()).isEqualTo("cpu=%p mode %d");
  }

  @Test
  void splitsTcgEventsInTranslationAndExecution() {
    var events =
        parse(
            "vcpu tcg guest_mem(TCGv vaddr, uint16_t flags) \"flags=%d\", \"vaddr=0x%016\"PRIx64\" flags=%d\"");

    assertThat(events)
        .extracting(EventDefinition::name)
        .containsExactly("guest_mem_trans", "guest_mem_exec");
    assertThat(events.get(0).arguments())
        .extracting(Argument::name)
        .containsExactly("__cpu", "flags");
    assertThat(events.get(0).format()).isEqualTo("cpu=%p flags=%d");
    assertThat(events.get(1).arguments().get(1))
        .isEqualTo(new Argument("vaddr", new CType("uint64_t", Kind.UNSIGNED, 64)));
    assertThat(events.get(1).format()).isEqualTo("cpu=%p vaddr=0x%016lx flags=%d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "disable e(uint64_t n) \"n %u\"\nlast(void) \"\"\ne(int n) \"n %d\"",
        "e(int n) \"n %d\"\ndisable e(uint64_t n) \"n %u\"\nlast(void) \"\""
      })
  void takesADeclarationInForceBeforeADisabledOne(String text) {
    assertThat(parse(text))
        .extracting(EventDefinition::name, event -> event.properties().size())
        .containsExactly(tuple("e", 0), tuple("last", 0));
  }

  @Test
  void countsAnEventDeclaredTwiceAlikeOnce() {
    assertThat(parse("e(int a) \"first %d\"\ne(int a) \"second %d\"\n"))
        .extracting(EventDefinition::format)
        .containsExactly("first %d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int8_t | SIGNED | 8",
        "char | SIGNED | 8",
        "unsigned char | UNSIGNED | 8",
        "const uint16_t | UNSIGNED | 16",
        "unsigned short int | UNSIGNED | 16",
        "int | SIGNED | 32",
        "unsigned | UNSIGNED | 32",
        "long unsigned int | UNSIGNED | 64",
        "unsigned long long | UNSIGNED | 64",
        "size_t | UNSIGNED | 64",
        "ssize_t | SIGNED | 64",
        "bool | BOOLEAN | 8",
        "void * | POINTER | 64",
        "const void* | POINTER | 64",
        "uint8_t * | POINTER | 64",
        "char ** | POINTER | 64",
        "char const * | POINTER | 64",
        "char* | STRING | 0",
        "const char * | STRING | 0",
      })
  void knowsWhatACTypeMeans(String type, Kind kind, int bits) {
    var argument = parse("e(" + type + " a)").get(0).arguments().get(0);

    assertThat(argument).isEqualTo(new Argument("a", new CType(type, kind, bits)));
  }

  @Test
  void pointsAtEveryBadLine() throws IOException {
    var text = Files.readString(ERRORS.resolveSibling("errors.trace-events"));
    var expected = ERRORS.resolveSibling("errors.expected");

    var thrown =
        catchThrowableOfType(
            InvalidTraceEventsException.class,
            () -> TraceEventsParser.parse("block/trace-events", text));

    var all = thrown.diagnostics().stream().map(d -> d + "\n").collect(joining());

    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(expected, all);
    }
    assertThat(all)
        .as("run the test with -Dqtrace.goldens.write=true to accept new messages")
        .isEqualTo(Files.readString(expected));
    int bad = thrown.diagnostics().size();
    assertThat(thrown).hasMessageEndingWith("\n… and %d more".formatted(bad - 20));
  }

  @Test
  void holdsTheSystemGroup() {
    var system = Definitions.system();

    assertThat(system.events()).hasSize(44);
    assertThat(system.find("ram_block_attributes_state_change").orElseThrow().arguments())
        .extracting(Argument::name)
        .containsExactly("offset", "size", "from", "to");
  }

  @Test
  void fingerprintsTheTextAsItIs() {
    var text = "ready(void)\n".getBytes(StandardCharsets.UTF_8);

    assertThat(Definitions.parse("a", text).fingerprint())
        .isEqualTo(Definitions.fingerprintOf(text))
        .matches("[0-9a-f]{64}");
  }

  private static List<EventDefinition> parse(String text) {
    return TraceEventsParser.parse("test", text);
  }
}
