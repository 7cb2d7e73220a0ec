package io.qtrace.simulator.qemu;

import java.io.IOException;

/** Writes the events of one process into files. Not thread-safe. */
interface Backend {

  void record(Recorded event) throws IOException;

  /** The process ends by itself, and leaves nothing unwritten. */
  void exit(long nowNs) throws IOException;

  /** The process is killed: what is not in the file is lost. */
  void kill() throws IOException;
}
