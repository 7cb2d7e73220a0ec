package io.qtrace.qmp.protocol;

import java.io.IOException;

/** A peer that does not do what QMP says, or not in time. The message says what to do. */
final class QmpException extends IOException {

  private static final long serialVersionUID = 1L;

  QmpException(String message) {
    super(message);
  }
}
