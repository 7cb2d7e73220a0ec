package io.qtrace.cli.schemas;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.NamedOutput;
import io.qtrace.cli.console.Settings;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.schema.EventSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qtrace schemas}. */
@Command(
    name = "schemas",
    description = "Compile trace-events definitions to Avro schemas.",
    footer = {
      "",
      "Examples:",
      "  qtrace schemas /usr/share/qemu/trace-events-all --out avsc/",
      "  qtrace schemas diff old-trace-events-all new-trace-events-all",
      "  qtrace schemas register /usr/share/qemu/trace-events-all --registry https://registry:8081"
    })
public final class SchemasCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "A trace-events file, or QEMU's trace-events-all. Default: the built-in events.")
  private @Nullable Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write one <event>.avsc per event into this directory.")
  private @Nullable Path out;

  @Option(
      names = "--strict",
      description =
          "Fail if a declaration cannot be read. Default: warn, and go on with the others.")
  private boolean isStrict;

  private final Console console;

  SchemasCommand(Console console) {
    this.console = console;
  }

  /** With the commands below it. */
  public static CommandLine line(Console console, Settings settings) {
    return new CommandLine(new SchemasCommand(console))
        .addSubcommand(new SchemasDiffCommand(console))
        .addSubcommand(new SchemasRegisterCommand(console, settings));
  }

  @Override
  public Integer call() throws IOException {
    var definitions = definitions();
    var warnings = new ArrayList<String>();
    var directory = out == null ? null : Files.createDirectories(out);
    for (var event : definitions.events()) {
      var schema = EventSchemas.compile(event);
      warnings.addAll(renamedFields(event, schema));
      if (directory != null) {
        write(
            directory.resolve(event.name() + ".avsc"),
            SchemaFormatter.format("json/pretty", schema) + "\n");
      }
    }
    console.print(summary(definitions, warnings));
    return 0;
  }

  private Definitions definitions() {
    return isStrict && file != null
        ? DefinitionFiles.readStrictly(file, console)
        : DefinitionFiles.readOrSystem(file, console);
  }

  private static void write(Path file, String text) {
    try (var out = NamedOutput.file(file.toString(), file)) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
    }
  }

  private static List<String> renamedFields(EventDefinition event, Schema schema) {
    var warnings = new ArrayList<String>();
    for (int i = 0; i < event.arguments().size(); i++) {
      var argument = event.arguments().get(i).name();
      var field = schema.getFields().get(i + 1).name();
      if (!field.equals(argument)) {
        warnings.add("%s: argument '%s' is field '%s'".formatted(event.name(), argument, field));
      }
    }
    return warnings;
  }

  private String summary(Definitions definitions, List<String> warnings) {
    var text = new StringBuilder();
    var source = file == null ? "built-in events" : DefinitionFiles.nameOf(file);
    line(text, "definitions", source);
    line(text, "fingerprint", definitions.fingerprint());
    line(text, "events", eventCounts(definitions.events()));
    if (!definitions.refused().isEmpty()) {
      line(text, "refused", String.valueOf(definitions.refused().size()));
    }
    line(text, "arguments", argumentCounts(definitions.events()));
    line(text, "warnings", warnings.isEmpty() ? "none" : String.valueOf(warnings.size()));
    warnings.forEach(warning -> text.append("  ").append(warning).append('\n'));
    if (out != null) {
      line(text, "written", "%d .avsc files to %s".formatted(definitions.events().size(), out));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append("%-12s %s\n".formatted(key, value));
  }

  private static String eventCounts(List<EventDefinition> events) {
    long disabled = events.stream().filter(e -> e.properties().contains("disable")).count();
    long bare = events.stream().filter(e -> e.arguments().isEmpty()).count();
    return "%d (%d without arguments, %d disabled)".formatted(events.size(), bare, disabled);
  }

  private static String argumentCounts(List<EventDefinition> events) {
    Map<CType.Kind, Long> byKind =
        events.stream()
            .flatMap(event -> event.arguments().stream())
            .map(Argument::type)
            .collect(groupingBy(CType::kind, TreeMap::new, counting()));
    long all = byKind.values().stream().mapToLong(Long::longValue).sum();
    var parts = new ArrayList<String>();
    byKind.forEach((kind, n) -> parts.add(n + " " + kind.name().toLowerCase(Locale.ROOT)));
    return parts.isEmpty() ? "0" : "%d (%s)".formatted(all, String.join(", ", parts));
  }
}
