package io.qtrace.connect;

import io.qtrace.source.file.TraceFormat;

/** Follows logs that QEMU writes trace events to: files and named pipes. */
public final class TraceLogSourceConnector extends TraceConnector {

  public TraceLogSourceConnector() {
    super(TraceFormat.LOG);
  }
}
