package io.qtrace.tail.file;

import java.io.IOException;

/** A file is of a kind that is not followed. The message says which, and what to do. */
public final class RefusedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  RefusedFileException(String message) {
    super(message);
  }
}
