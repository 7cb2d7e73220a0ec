package io.qtrace.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.render.LogTextRenderer;
import io.qtrace.schema.EventSchemas;
import org.junit.jupiter.api.Tag;

/** Any text is definitions that compile, or is refused with a diagnosis. */
@Tag("long")
class DefinitionsFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void compilesOrIsRefused(byte[] text) {
    Definitions definitions;
    try {
      definitions = Definitions.parse("fuzz", text);
    } catch (InvalidTraceEventsException e) {
      if (e.diagnostics().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
      return;
    }
    for (var event : definitions.events()) {
      EventSchemas.compile(event);
      LogTextRenderer.compile(event);
    }
  }
}
