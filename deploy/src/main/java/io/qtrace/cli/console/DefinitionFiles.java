package io.qtrace.cli.console;

import static java.util.stream.Collectors.joining;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.Diagnostic;
import io.qtrace.definition.InvalidTraceEventsException;
import io.qtrace.definition.RefusedDeclaration;
import io.qtrace.source.TraceBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code trace-events} files named on the command line. */
public final class DefinitionFiles {

  private static final int MAX_WARNINGS = 20;

  private DefinitionFiles() {}

  /**
   * Reads a file, which may be compressed as traces may.
   *
   * @param warnings is told of declarations that can not be read: a line each, the source, a caret
   * @throws Failure if the file can not be read, or no declaration in it
   */
  public static Definitions read(Path file, Consumer<String> warnings) {
    try {
      var definitions = Definitions.parse(file.toString(), bytes(file));
      requireEvents(file, definitions);
      definitions
          .warning(MAX_WARNINGS)
          .ifPresent(text -> warnings.accept("qtrace: %s: %s".formatted(file, text)));
      return definitions;
    } catch (IOException e) {
      throw Failure.badInput(
          "%s: can not read the definitions: %s; give the trace-events-all of the QEMU that wrote the trace"
              .formatted(file, Reasons.of(e)));
    } catch (InvalidTraceEventsException e) {
      throw unreadable(file, e.diagnostics());
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (var in = TraceBytes.open(file)) {
      byte[] bytes = in.bytes().readAllBytes();
      in.verify();
      return bytes;
    }
  }

  private static void requireEvents(Path file, Definitions definitions) {
    if (definitions.events().isEmpty() && definitions.refused().isEmpty()) {
      throw Failure.badInput(
          "%s: no event is declared in it; give the trace-events-all of the QEMU that wrote the trace"
              .formatted(file));
    }
  }

  /**
   * Reads a file whose declarations have to be right, all of them.
   *
   * @throws Failure naming every one that is not
   */
  public static Definitions readStrictly(Path file) {
    var definitions = read(file, warning -> {});
    if (!definitions.refused().isEmpty()) {
      throw unreadable(
          file, definitions.refused().stream().map(RefusedDeclaration::problem).toList());
    }
    return definitions;
  }

  private static Failure unreadable(Path file, List<Diagnostic> problems) {
    int bad = problems.size();
    return Failure.badInput(
        "%s: %d %s can not be read\n%s"
            .formatted(
                file,
                bad,
                bad == 1 ? "declaration" : "declarations",
                problems.stream().map(Diagnostic::toString).collect(joining("\n"))));
  }

  /** The built-in definitions (QEMU's system group, KVM's page conversions) if no file is given. */
  public static Definitions readOrSystem(@Nullable Path file, Consumer<String> warnings) {
    return file == null ? Definitions.system() : read(file, warnings);
  }
}
