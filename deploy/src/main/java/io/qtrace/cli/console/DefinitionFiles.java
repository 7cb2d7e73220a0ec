package io.qtrace.cli.console;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.InvalidTraceEventsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code trace-events} files named on the command line. */
public final class DefinitionFiles {

  private DefinitionFiles() {}

  public static Definitions read(Path file) {
    try {
      return Definitions.parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw Failure.badInput(
          "%s: can not read the definitions: %s; give the trace-events-all of the QEMU that wrote the trace"
              .formatted(file, Reasons.of(e)));
    } catch (InvalidTraceEventsException e) {
      int bad = e.diagnostics().size();
      throw Failure.badInput(
          "%s: %d %s can not be read\n%s"
              .formatted(file, bad, bad == 1 ? "declaration" : "declarations", e.getMessage()));
    }
  }

  /** The built-in definitions (QEMU's system group, KVM's page conversions) if no file is given. */
  public static Definitions readOrSystem(@Nullable Path file) {
    return file == null ? Definitions.system() : read(file);
  }
}
