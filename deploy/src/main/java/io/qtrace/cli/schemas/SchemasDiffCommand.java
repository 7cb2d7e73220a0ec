package io.qtrace.cli.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.trace.DefinitionFiles;
import io.qtrace.schema.SchemaDiff;
import io.qtrace.schema.SchemaDiff.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    description = {
      "Compare two sets of definitions as consumers see them.",
      "Exits 1 if an event changes incompatibly; such an event goes to a new revision."
    },
    footer = {
      "",
      "Example:",
      "  qtrace schemas diff old-trace-events-all new-trace-events-all --format json"
    })
final class SchemasDiffCommand implements Callable<Integer> {

  enum Format {
    text,
    json
  }

  @Parameters(index = "0", paramLabel = "OLD", description = "Definitions that are in use.")
  private @Nullable Path before;

  @Parameters(index = "1", paramLabel = "NEW", description = "Definitions that will follow.")
  private @Nullable Path after;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  private final Console console;

  SchemasDiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.requireOneStdin(Arrays.asList(before, after));
    var diff =
        SchemaDiff.between(
            DefinitionFiles.readOrSystem(before, console),
            DefinitionFiles.readOrSystem(after, console));
    console.print(
        switch (format) {
          case text -> text(diff);
          case json -> json(diff);
        });
    return diff.count(Kind.INCOMPATIBLE) > 0 ? ExitCode.BAD_INPUT : ExitCode.DONE;
  }

  private static String text(SchemaDiff diff) {
    var text = new StringBuilder();
    for (var change : diff.changes()) {
      text.append("%-12s  %s".formatted(name(change.kind()), change.event()));
      change.details().forEach(detail -> text.append("\n").append(" ".repeat(14)).append(detail));
      text.append('\n');
    }
    return text.append(totals(diff)).append('\n').toString();
  }

  private static String totals(SchemaDiff diff) {
    return "%d added, %d removed, %d compatible, %d incompatible, %d unchanged"
        .formatted(
            diff.count(Kind.ADDED),
            diff.count(Kind.REMOVED),
            diff.count(Kind.COMPATIBLE),
            diff.count(Kind.INCOMPATIBLE),
            diff.unchanged());
  }

  private static String json(SchemaDiff diff) throws IOException {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      for (var kind : Kind.values()) {
        json.writeNumberField(name(kind), diff.count(kind));
      }
      json.writeNumberField("unchanged", diff.unchanged());
      json.writeArrayFieldStart("changes");
      for (var change : diff.changes()) {
        write(json, change);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, SchemaDiff.Change change) throws IOException {
    json.writeStartObject();
    json.writeStringField("event", change.event());
    json.writeStringField("kind", name(change.kind()));
    json.writeArrayFieldStart("details");
    for (var detail : change.details()) {
      json.writeString(detail);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
