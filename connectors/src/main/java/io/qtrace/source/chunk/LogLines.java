package io.qtrace.source.chunk;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;

/**
 * What it takes to cut logs: the definitions, to keep the lines of one event together. One serves
 * all logs of a thread; not thread-safe.
 */
public final class LogLines {

  /** Keeps nothing from one call to the next. */
  final LogReader reader;

  public LogLines(Definitions definitions) {
    this.reader = new LogReader(definitions);
  }
}
