package io.qtrace.source.kind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a text is of which no line is an event, as most of its first lines tell. Lines of a log may
 * look like any of these, so it is asked only once a file has turned out to be none.
 */
public final class TextKind {

  private static final int MOST_LINES = 50;

  /** That of UTF-8, a byte a character. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  /**
   * @param line what its lines are, but for empty ones and comments
   */
  private record Kind(Pattern line, String name) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              Pattern.compile("((disable|vcpu|tcg)\\s+)*\\w+\\([^\"]*\\)\\s*(\".*|)"),
              "definitions of trace events; they go to --definitions"),
          new Kind(
              Pattern.compile("\\w+ -?\\d+\\.\\d{3} pid=\\d+( \\w+=.*)?"),
              "what QEMU's simpletrace.py prints; give the trace itself"),
          new Kind(
              Pattern.compile("[\\d-]+ [\\d-]+ (\\w+( .*)?|<.*)"),
              "what 'qtrace decode --stamps' prints; give the trace itself"),
          new Kind(Pattern.compile("[^,]*(,[^,]*){2,}"), "a table (CSV)"));

  private TextKind() {}

  /**
   * What it is, for people: "a table (CSV)"; empty if that can not be told.
   *
   * @param head its first bytes
   */
  public static Optional<String> of(byte[] head) {
    if (JsonHead.is(head)) {
      return Optional.of("JSON, and none of docker's or the journal's");
    }
    var lines = lines(head);
    return KINDS.stream()
        .filter(
            kind ->
                lines.stream().filter(kind.line.asMatchPredicate()).count() * 5 > lines.size() * 4L)
        .map(Kind::name)
        .findFirst();
  }

  /** Whole ones, if there is one. */
  private static List<String> lines(byte[] head) {
    var text = new String(head, ISO_8859_1).replaceFirst("^" + BYTE_ORDER_MARK, "");
    int end = text.lastIndexOf('\n');
    return text.substring(0, end < 0 ? text.length() : end)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .limit(MOST_LINES)
        .toList();
  }
}
