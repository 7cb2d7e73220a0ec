package io.qtrace.aggregation.spec;

import java.util.List;

/** What fields of results are called. */
final class Names {

  /** Those that every result has. */
  static final List<String> OF_EVERY_RESULT =
      List.of(
          "aggregation",
          "vm",
          "host",
          "window",
          "windowStart",
          "windowEnd",
          "overflow",
          "others",
          "overflowGroups",
          "approximate",
          "saturated",
          "failed",
          "lateEvents",
          "droppedEvents",
          "complete",
          "definition");

  /** Those that results of pairs have besides. */
  static final List<String> OF_PAIRS =
      List.of("unmatchedEnds", "unfinished", "abandoned", "restarted");

  /** Those that results of states have besides. */
  static final List<String> OF_STATES = List.of("forgotten", "unsure");

  /** What expressions and results call the state that a thing is in. */
  static final String STATE = "state";

  /** What they call an event's own name. */
  static final String EVENT = "event";

  private Names() {}

  /** {@code per_second} as {@code perSecond}, {@code start.event} as {@code startEvent}. */
  static String camelCase(String name) {
    var camel = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean separates = (c == '_' || c == '.') && i > 0 && i + 1 < name.length();
      if (separates && Character.isLowerCase(name.charAt(i + 1))) {
        camel.append(Character.toUpperCase(name.charAt(++i)));
      } else {
        camel.append(c == '.' ? '_' : c);
      }
    }
    return camel.toString();
  }
}
