package io.qtrace.cli.trace;

import io.qtrace.definition.Definitions;
import io.qtrace.log.lookalike.LookAlike;
import io.qtrace.log.lookalike.LookAlikeCount;
import io.qtrace.log.lookalike.LookAlikes;
import io.qtrace.log.lookalike.UnreadPart;
import io.qtrace.text.Counts;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a log is one of the definitions it is read with, and if not, what to do. Not thread-safe.
 */
public final class EventCheck {

  private final Definitions definitions;
  private final String source;
  private final LookAlikeCount lines;
  private String unreadAt = "";

  /**
   * @param source which definitions they are, for people
   */
  public EventCheck(Definitions definitions, String source) {
    this(new LookAlikeCount(new LookAlikes(definitions)), definitions, source);
  }

  private EventCheck(LookAlikeCount lines, Definitions definitions, String source) {
    this.definitions = definitions;
    this.lines = lines;
    this.source = named(definitions, source);
  }

  /** Of a log whose lines are counted already. */
  public static EventCheck of(LookAlikeCount lines, Definitions definitions, String source) {
    return new EventCheck(lines, definitions, source);
  }

  /** Those that the log is read with. */
  public Definitions definitions() {
    return definitions;
  }

  private static String named(Definitions definitions, String source) {
    return "%s (%s)".formatted(source, Counts.of(definitions.events().size(), "event"));
  }

  /**
   * How people call definitions.
   *
   * @param file null for the built-in ones
   */
  public static String nameOf(@Nullable Path file) {
    return file == null ? "the built-in definitions" : DefinitionFiles.nameOf(file);
  }

  /** Takes a line that is no event. */
  void add(byte[] b, int from, int to, Tally.Place place) {
    boolean wasRead = lines.unread().isEmpty();
    lines.add(b, from, to);
    if (wasRead && lines.unread().isPresent()) {
      unreadAt = place.of(b, lines.unreadFrom());
    }
  }

  boolean hasOthers() {
    return lines.others() > 0;
  }

  /** How many lines are no events, to go behind how many are; empty if none is. */
  String summary() {
    if (lines.others() == 0) {
      return "";
    }
    var others = Counts.of(lines.others(), "other line");
    return lines.alike() == 0 ? ", " + others : ", %s (%s)".formatted(others, alike(lines.alike()));
  }

  /** How many lines are no events, but look like ones: "2 look like events". */
  public static String alike(long lines) {
    return lines == 1 ? "1 looks like an event" : "%,d look like events".formatted(lines);
  }

  /** What to do about a trace of which everything is events, and none of these definitions. */
  String unknown() {
    return "none of its events is one of %s; give those of the QEMU that wrote it with --definitions"
        .formatted(source);
  }

  /** The same if some have the name of one, but not its arguments. */
  String unlike() {
    return "none of its events is as %s declare it; give those of the QEMU that wrote it with --definitions"
        .formatted(source);
  }

  /**
   * What is wrong with a log; null if nothing seems to be.
   *
   * @param events of the log, those included that do not fit their definitions
   * @param kind what else the file may be, for people; empty if that is not known
   */
  public @Nullable String problem(long events, String kind) {
    boolean isDoubtful = lines.isDoubtful(events);
    var unread = isDoubtful && !kind.isEmpty() ? Optional.<UnreadPart>empty() : lines.unread();
    var part = unread.map(found -> unreadAt + adviceOn(found));
    if (!isDoubtful) {
      return part.orElse(null);
    }
    return doubt(events, kind) + part.map(text -> "\nand " + text).orElse("");
  }

  private String doubt(long events, String kind) {
    var counts =
        events == 0
            ? "no line is an event of " + source
            : "%,d of %,d lines look like events, but not of %s"
                .formatted(lines.alike(), events + lines.others(), source);
    boolean isOther = events == 0 && !kind.isEmpty() && lines.alike() * 2 <= lines.others();
    return lines
        .first()
        .filter(first -> !isOther)
        .map(first -> "%s; the first that looks like one:\n%s".formatted(counts, shown(first)))
        .orElseGet(() -> counts + (kind.isEmpty() ? UNLIKELY : "; it looks like " + kind));
  }

  /** What is wrong with a log of which a part is no text that is read, and what to do. */
  public static String adviceOn(UnreadPart part) {
    return switch (part) {
      case UTF_16 ->
          "the log has a part in UTF-16, as PowerShell's '>>' appends it, and no event of that is read; convert that part with 'iconv -f UTF-16LE -t UTF-8' (UTF-16BE if nothing legible comes of that)";
      case BINARY ->
          "the log has a binary part, and no event of that is read; give what was appended, such as a compressed log, as a file of its own, or copy a damaged file again";
    };
  }

  private static final String UNLIKELY =
      ", and none looks like one; 'qtrace inspect' says what it is";

  private static String shown(LookAlike line) {
    return line.withCaret()
        + switch (line.problem()) {
          case UNKNOWN_EVENT -> "; give those of the QEMU that wrote the log with --definitions";
          case UNKNOWN_PREFIX -> "; docs/decoding.md lists those that are";
          case NO_ARGUMENTS -> "; give the log as QEMU wrote it";
        };
  }
}
