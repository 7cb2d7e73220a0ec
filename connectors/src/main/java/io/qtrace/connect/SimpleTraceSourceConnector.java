package io.qtrace.connect;

import io.qtrace.source.file.TraceFormat;

/** Follows the files that QEMU's simple trace backend writes. */
public final class SimpleTraceSourceConnector extends TraceConnector {

  public SimpleTraceSourceConnector() {
    super(TraceFormat.SIMPLE);
  }
}
