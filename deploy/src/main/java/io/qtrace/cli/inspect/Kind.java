package io.qtrace.cli.inspect;

/** What a file is. */
enum Kind {
  SIMPLE_TRACE("simple-trace", true),
  /** Records of a simple trace without a header, as SystemTap's script writes them. */
  HEADERLESS_TRACE("headerless-trace", true),
  /** A log with events, or with lines that look like some. */
  LOG("log", true),
  /** A simple trace of a version that is not read. */
  UNSUPPORTED_TRACE("unsupported-trace", false),
  EMPTY("empty", false),
  TEXT("text", false),
  /** Anything else. */
  FOREIGN("foreign", false),
  UNREADABLE("unreadable", false);

  private final String text;
  private final boolean isTrace;

  Kind(String text, boolean isTrace) {
    this.text = text;
    this.isTrace = isTrace;
  }

  /** Its name in JSON. */
  String text() {
    return text;
  }

  /** Whether it is a trace that is read. */
  boolean isTrace() {
    return isTrace;
  }
}
