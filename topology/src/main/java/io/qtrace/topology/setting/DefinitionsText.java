package io.qtrace.topology.setting;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code definitions.default}. */
final class DefinitionsText {

  static final String SYSTEM = "system";

  private DefinitionsText() {}

  static Definitions read(String file) {
    if (file.equals(SYSTEM)) {
      return Definitions.system();
    }
    try {
      return Definitions.parse(file, Files.readAllBytes(Path.of(file)));
    } catch (InvalidTraceEventsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("can not read %s: %s".formatted(file, Reasons.of(e)), e);
    }
  }
}
