package io.qtrace.tail;

import java.io.IOException;

/** A file is of a kind that is not followed. The message says which, and what to do. */
final class RefusedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  RefusedFileException(String message) {
    super(message);
  }
}
