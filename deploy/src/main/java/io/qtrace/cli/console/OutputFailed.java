package io.qtrace.cli.console;

import java.io.IOException;

/** Standard output can not be written. Mostly nobody reads it any more ({@code | head}). */
public final class OutputFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OutputFailed(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** True if the reader of the pipe has gone, which is its right. */
  public boolean isClosedPipe() {
    return "Broken pipe".equals(getMessage());
  }
}
