package io.qtrace.topology.raw;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code qtrace-source}: {@code <identity>;generation=<n>;offset=<bytes>}.
 *
 * @param identity which file; empty if the record does not say
 * @param generation which life of the file; empty if the record does not say
 * @param offsetBytes where in the file the record's bytes begin; -1 if the record does not say
 */
public record SourceId(String identity, String generation, long offsetBytes) {

  static final SourceId NONE = new SourceId("", "", -1);

  private static final Pattern HEADER =
      Pattern.compile("(.*?)(?:;generation=([^;]*))?(?:;offset=(\\d{1,18}))?", Pattern.DOTALL);

  static SourceId parse(String header) {
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      return NONE;
    }
    var generation = matcher.group(2);
    var offset = matcher.group(3);
    return new SourceId(
        matcher.group(1),
        generation == null ? "" : generation,
        offset == null ? -1 : Long.parseLong(offset));
  }

  /** Names one life of one file. */
  public String life() {
    return generation.isEmpty() ? identity : identity + ";generation=" + generation;
  }
}
