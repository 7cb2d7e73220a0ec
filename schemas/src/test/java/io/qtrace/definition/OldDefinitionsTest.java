package io.qtrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.render.LogTextRenderer;
import io.qtrace.schema.EventSchemas;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The shapes of QEMU 0.14 to 4.0, each of which a later tracetool forbids. */
class OldDefinitionsTest {

  private static Definitions read() throws IOException {
    return read("before-4.1.trace-events");
  }

  private static Definitions read(String file) throws IOException {
    try (var in = OldDefinitionsTest.class.getResourceAsStream("old/" + file)) {
      return Definitions.parse("old", in.readAllBytes());
    }
  }

  @Test
  void areReadButForADisabledEventOfAnUnknownType() throws IOException {
    var definitions = read();

    assertThat(definitions.events()).hasSize(18);
    assertThat(definitions.refusedEvents()).containsExactly("widget_linked");
  }

  @Test
  void areReadToTheLastLine() throws IOException {
    assertThat(read("4.0.trace-events").events()).hasSize(7);
    assertThat(read("4.0.trace-events").refused()).isEmpty();
  }

  @Test
  void haveSchemasAndText() throws IOException {
    for (var event : read().events()) {
      assertThat(EventSchemas.compile(event).getFields()).hasSize(event.arguments().size() + 1);
      assertThat(LogTextRenderer.compile(event)).isNotNull();
    }
  }

  @Test
  void keepTheirFormats() throws IOException {
    assertThat(read().find("widget_gpr").orElseThrow().format()).isEqualTo("addr 0x%08lx\n");
    assertThat(read().find("widget_memory").orElseThrow().format())
        .isEqualTo("addr %016lx value %u");
  }
}
