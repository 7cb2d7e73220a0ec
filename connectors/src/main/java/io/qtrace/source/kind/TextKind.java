package io.qtrace.source.kind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a text is of which no line is an event, as most of its first lines tell. Lines of a log may
 * look like any of these, so it is asked only once a file has turned out to be none.
 *
 * @param name for people: "a table (CSV)"
 * @param advice what to do; empty if the name says it
 */
public record TextKind(String name, String advice) {

  private static final int MOST_LINES = 50;
  private static final String GIVE_THE_TRACE = "give the file that QEMU's -D or -trace file= names";
  private static final String TAKE_OUT = "take QEMU's lines out of it, ";

  /** That of UTF-8, a byte a character. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  /** What its lines are, but for empty ones and comments. */
  private record Kind(Predicate<List<String>> lines, TextKind text) {}

  private static final List<Kind> KINDS =
      List.of(
          most(
              "((disable|vcpu|tcg)\\s+)*\\w+\\([^\"]*\\)\\s*(\".*|)",
              "definitions of trace events; they go to --definitions",
              ""),
          most(
              "\\w+ -?\\d+\\.\\d{3} pid=\\d+( \\w+=.*)?",
              "what QEMU's simpletrace.py prints; give the trace itself", ""),
          most(
              "[\\d-]+ [\\d-]+ ([A-Za-z_]\\w*( .*)?|<.*)",
              "what 'qtrace decode --stamps' prints; give the trace itself",
              ""),
          most(
              "[0-9a-f]{7,8}:? +([0-9a-f]{2,6}( +|$)){2,}.*|[0-9a-f]{7,8}|\\*",
              "what hexdump, od or xxd prints of a file",
              "give that file itself; 'xxd -r' makes it again"),
          most(
              "\\[\\d\\d:\\d\\d:\\d\\d\\.\\d{9}\\] \\(\\+.*\\) .*: \\{ .*",
              "what babeltrace prints of a trace in CTF, as LTTng writes it", GIVE_THE_TRACE),
          most(
              "(\\[pid +\\d+\\] |\\d+ +)?([\\d:.]+ )?\\w+\\(.*(\\) += .+|<unfinished \\.\\.\\.>)",
              "what strace prints",
              GIVE_THE_TRACE),
          most(
              "(-> |<- )?\\{ ?\"(QMP|return|error|timestamp|event|execute|id|arguments|data)\": ?.*",
              "what was said over QMP",
              GIVE_THE_TRACE),
          most(
              "([\\w.-]+=(\"([^\"\\\\]|\\\\.)*\"|[^\\s\"]*)(\\s+|$)){2,}",
              "lines of key=value (logfmt)",
              TAKE_OUT + "such as with \"sed -E 's/.*msg=\\\"(.*)\\\".*/\\1/'\""),
          most("[\\w.-]+ ?= ?[^=].*|\\[[\\w. -]+\\]", "settings", GIVE_THE_TRACE),
          new Kind(TextKind::isTable, new TextKind("a table (CSV)", GIVE_THE_TRACE)),
          new Kind(TextKind::isYaml, new TextKind("YAML", GIVE_THE_TRACE)));

  private static Kind most(String line, String name, String advice) {
    var is = Pattern.compile(line).asMatchPredicate();
    return new Kind(lines -> areMost(lines, is), new TextKind(name, advice));
  }

  private static boolean areMost(List<String> lines, Predicate<String> is) {
    return lines.stream().filter(is).count() * 5 > lines.size() * 4L;
  }

  /** As many fields in each line, and none of them a part of something with brackets. */
  private static boolean isTable(List<String> lines) {
    if (lines.size() < 2) {
      return false;
    }
    long fields = fields(lines.get(0));
    return fields > 2
        && areMost(lines, line -> fields(line) == fields && !line.matches(".*[{}\\[\\]].*"));
  }

  private static long fields(String line) {
    return 1 + line.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == ',').count();
  }

  private static boolean isYaml(List<String> lines) {
    return (lines.get(0).equals("---") || lines.stream().anyMatch(line -> line.matches("\\S+:")))
        && areMost(lines, line -> line.matches("---|(- )*[\\w./-]+:( .*)?|- .*"));
  }

  /**
   * What it is; empty if that cannot be told.
   *
   * @param head its first bytes
   */
  public static Optional<TextKind> of(byte[] head) {
    var text = new String(head, ISO_8859_1).replaceFirst("^" + BYTE_ORDER_MARK, "");
    if (text.startsWith("#!")) {
      return Optional.of(new TextKind("a script", GIVE_THE_TRACE));
    }
    var markup = ForeignFile.of(head);
    if (markup.isPresent()) {
      return Optional.of(new TextKind(markup.get().name(), markup.get().advice()));
    }
    if (JsonHead.is(head)) {
      return Optional.of(
          new TextKind(
              "JSON, and none of docker's or the journal's",
              TAKE_OUT + "such as with 'jq -r .msg'"));
    }
    var lines = lines(text);
    return lines.isEmpty()
        ? Optional.empty()
        : KINDS.stream().filter(kind -> kind.lines.test(lines)).map(Kind::text).findFirst();
  }

  /** Whole ones, if there is one. */
  private static List<String> lines(String text) {
    int end = text.lastIndexOf('\n');
    return text.substring(0, end < 0 ? text.length() : end)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .limit(MOST_LINES)
        .toList();
  }
}
