package io.qtrace.tail.file;

import java.io.Closeable;
import java.io.IOException;

/** The bytes of a file or pipe, as far as they are there. For one thread. */
public interface TailedBytes extends Closeable {

  /** False if its bytes are gone once it is closed. */
  boolean canReopen();

  /** Where the bytes end for now. */
  long size() throws IOException;

  /**
   * Fills the buffer as far as there are bytes, without waiting for more.
   *
   * @param position where in the file to begin; bytes far before the last position may be gone
   * @return how many bytes were read
   */
  int read(long position, byte[] into) throws IOException;
}
