package io.qtrace.embedded;

import io.qtrace.embedded.place.DataDirectory;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says why the registry ended at its start, out of what it printed. */
public final class RegistryEnd {

  /** H2's, the registry's database. */
  private static final List<String> DATABASE =
      List.of("org.h2.", "JdbcSQL", "MVStoreException", "Database may be already");

  private RegistryEnd() {}

  /**
   * @param output what it printed
   * @param directory where its database is
   */
  public static String reason(Path output, Path directory) {
    var lines = lines(output);
    var where = "what it printed is in " + output;
    if (has(lines, "No space left")) {
      return "no space is left in %s: make room, then start again; %s".formatted(directory, where);
    }
    if (has(lines, "Permission denied") || has(lines, "AccessDeniedException")) {
      return "%s and all in it has to belong to the user that runs this; %s"
          .formatted(directory, where);
    }
    if (lines.stream().anyMatch(line -> DATABASE.stream().anyMatch(line::contains))) {
      return ("its database %s is damaged: put back a copy of it; without one, the ids of schemas are lost,"
              + " so move the whole data directory %s away, start again and send the traces again"
              + " (docs/operations.md, \"A damaged data directory\"); %s")
          .formatted(database(directory), directory.getParent(), where);
    }
    return lines.isEmpty() ? where : "%s, at last: %s".formatted(where, last(lines));
  }

  /**
   * Refuses to begin with an empty database where events were typed: their schema ids would be
   * given to other schemas, and be read as such.
   *
   * @throws EmbeddedException if that is so
   */
  static void refuseOtherIds(DataDirectory data) throws EmbeddedException {
    var database = database(data.registry());
    try {
      boolean isEmpty = !Files.exists(database) || Files.size(database) == 0;
      if (isEmpty && hasTypedEvents(data.kafka())) {
        throw new EmbeddedException(
            "the schema registry's database %s is %s, but %s has typed events with ids of its schemas: put back a copy of it; without one, move the whole data directory %s away, start again and send the traces again (docs/operations.md, \"A damaged data directory\")"
                .formatted(
                    database,
                    Files.exists(database) ? "empty" : "missing",
                    data.kafka(),
                    data.registry().getParent()));
      }
    } catch (IOException e) {
      throw new EmbeddedException("%s cannot be read: %s".formatted(database, Reasons.of(e)), e);
    }
  }

  /** Whatever the topics' prefix is. */
  private static boolean hasTypedEvents(Path kafka) throws IOException {
    try (var topics = Files.newDirectoryStream(kafka, "*event-*-[0-9]*")) {
      return topics.iterator().hasNext();
    }
  }

  private static Path database(Path directory) {
    return directory.resolve("registry.mv.db");
  }

  private static boolean has(List<String> lines, String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /** The last line that is not one of a stack trace: an exception's last cause says most. */
  private static String last(List<String> lines) {
    var last = "";
    for (var line : lines) {
      if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
        last = line.strip();
      }
    }
    return last;
  }

  /** Without blank ones; of whatever encoding. */
  private static List<String> lines(Path output) {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
