package io.qtrace.cli.trace;

import static java.util.stream.Collectors.joining;

import io.qtrace.bytes.Words;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.RefusedDeclaration;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.log.lookalike.LookAlikeCount;
import io.qtrace.log.lookalike.LookAlikes;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.source.kind.ForeignFile;
import io.qtrace.source.kind.TextKind;
import io.qtrace.text.Diagnostic;
import io.qtrace.text.Reasons;
import io.qtrace.text.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code trace-events} files named on the command line. */
public final class DefinitionFiles {

  /** Where distributions put those of the QEMU they have. */
  public static final Path INSTALLED = Path.of("/usr/share/qemu/trace-events-all");

  private static final int MAX_SHOWN = 20;
  private static final String GIVE_DEFINITIONS =
      "give the trace-events-all of the QEMU that wrote the trace";

  private DefinitionFiles() {}

  /**
   * Reads a file, which may be compressed as traces may.
   *
   * @param console is told of declarations that cannot be read: a line each, the source, a caret;
   *     its standard input is the file {@code -}
   * @throws Failure if the file cannot be read, or no declaration in it
   */
  public static Definitions read(Path file, Console console) {
    return read(file, console::open, console::tell);
  }

  /**
   * Reads a file for those who will read it again, and log its warnings.
   *
   * @throws Failure if the file cannot be read, or no declaration in it
   */
  public static void requireReadable(Path file) {
    read(file, Files::newInputStream, warning -> {});
  }

  @FunctionalInterface
  private interface Opening {
    InputStream open(Path file) throws IOException;
  }

  private static Definitions read(Path file, Opening opening, Consumer<String> warnings) {
    byte[] text;
    try {
      text = bytes(opening.open(file));
    } catch (IOException e) {
      throw Failure.badInput(
          "%s: cannot read the definitions: %s; %s"
              .formatted(nameOf(file), Reasons.of(e), GIVE_DEFINITIONS));
    }
    try {
      var definitions = Definitions.parse(nameOf(file), text);
      requireEvents(file, definitions);
      definitions
          .warning(MAX_SHOWN)
          .ifPresent(warning -> warnings.accept("qtrace: %s: %s".formatted(nameOf(file), warning)));
      return definitions;
    } catch (InvalidTraceEventsException e) {
      throw e.declaresNothing()
          ? Failure.badInput(
              "%s: it is %s, and no definitions; %s"
                  .formatted(nameOf(file), kindOf(text), GIVE_DEFINITIONS))
          : unreadable(file, e.diagnostics());
    }
  }

  /** What a text is that is no definitions. */
  private static String kindOf(byte[] text) {
    var lines = new LookAlikeCount(new LookAlikes(Definitions.system()));
    for (int from = 0; from < text.length; ) {
      int end = Words.indexOf(text, from, text.length, (byte) '\n');
      lines.add(text, from, end);
      from = end + 1;
    }
    var head = Arrays.copyOf(text, Math.min(text.length, ForeignFile.HEAD_BYTES));
    return TextKind.of(head)
        .map(kind -> kind.name().replaceFirst(";.*", ""))
        .orElse(lines.alike() * 2 > lines.others() ? "a log" : encoding(head));
  }

  private static String encoding(byte[] head) {
    return TraceFormat.isText(head, head.length) ? "text" : "binary";
  }

  /** How messages call it. */
  public static String nameOf(Path file) {
    return file.equals(Console.STDIN) ? "standard input" : Visible.name(file.toString());
  }

  private static byte[] bytes(InputStream file) throws IOException {
    try (var in = TraceBytes.ofAnyStream(file)) {
      byte[] head = in.head(ForeignFile.HEAD_BYTES);
      if (TraceFormat.isSimpleHeader(head)) {
        throw new IOException("it is a simple trace, and no definitions");
      }
      var foreign = ForeignFile.of(head);
      if (foreign.isPresent()) {
        throw new IOException(foreign.get().refusalAsDefinitions());
      }
      byte[] bytes = in.bytes().readAllBytes();
      in.verify();
      return bytes;
    }
  }

  private static void requireEvents(Path file, Definitions definitions) {
    if (definitions.events().isEmpty() && definitions.refused().isEmpty()) {
      throw Failure.badInput(
          "%s: no event is declared in it; %s".formatted(nameOf(file), GIVE_DEFINITIONS));
    }
  }

  /**
   * Reads a file whose declarations have to be right, all of them.
   *
   * @throws Failure naming every one that is not
   */
  public static Definitions readStrictly(Path file, Console console) {
    var definitions = read(file, console::open, warning -> {});
    if (!definitions.refused().isEmpty()) {
      throw unreadable(
          file, definitions.refused().stream().map(RefusedDeclaration::problem).toList());
    }
    return definitions;
  }

  private static Failure unreadable(Path file, List<Diagnostic> problems) {
    int bad = problems.size();
    return Failure.badInput(
        "%s: %d %s cannot be read\n%s%s"
            .formatted(
                nameOf(file),
                bad,
                bad == 1 ? "declaration" : "declarations",
                problems.stream().limit(MAX_SHOWN).map(Diagnostic::toString).collect(joining("\n")),
                bad > MAX_SHOWN ? "\n… and %d more".formatted(bad - MAX_SHOWN) : ""));
  }

  /** The built-in definitions (QEMU's system group, KVM's page conversions) if no file is given. */
  public static Definitions readOrSystem(@Nullable Path file, Console console) {
    return file == null ? Definitions.system() : read(file, console);
  }
}
