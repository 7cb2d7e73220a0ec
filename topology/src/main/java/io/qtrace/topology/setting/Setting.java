package io.qtrace.topology.setting;

import java.util.Locale;
import java.util.function.Function;

/**
 * A setting of the decode stage: all that is said of it anywhere.
 *
 * @param key as in files; {@code topics.prefix} is {@code QTRACE_TOPICS_PREFIX} in the environment
 * @param fallback what counts if nothing is given, as it would be written
 * @param shown the fallback for people, where it depends on the machine or is nothing
 * @param sentence what it is, in Markdown, without a full stop
 * @param reader of a value; throws IllegalArgumentException saying what is wrong with it
 */
public record Setting<T>(
    String key, String fallback, String shown, String sentence, Function<String, T> reader) {

  /**
   * The value that a text means.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public T read(String text) {
    return reader.apply(text);
  }

  /** A row of the table in docs/configuration.md. */
  public String row() {
    var fallbackCell = shown.equals(fallback) ? "`" + fallback + "`" : shown;
    return "| `%s` | %s | %s |".formatted(key, fallbackCell, sentence);
  }

  /** For {@code --help}: a sentence without Markdown, and the default. */
  public String help() {
    var plain = plain(sentence);
    return "%s%s. Default: %s."
        .formatted(
            plain.substring(0, 1).toUpperCase(Locale.ROOT), plain.substring(1), shownPlain());
  }

  /** The default for people, without Markdown. */
  public String shownPlain() {
    return plain(shown);
  }

  private static String plain(String markdown) {
    return markdown.replace("`", "").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
  }
}
