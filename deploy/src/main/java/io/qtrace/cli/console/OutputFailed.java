package io.qtrace.cli.console;

import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * An output cannot be written: a full disk, a file in the way, or nobody reads it any more ({@code
 * | head}). The message says which, why, and what to do.
 */
public final class OutputFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param output as messages call it
   */
  public OutputFailed(String output, IOException cause) {
    super(
        "%s cannot be written: %s; %s".formatted(output, reason(cause), remedy(cause.getMessage())),
        cause);
  }

  private static String reason(IOException cause) {
    return cause instanceof NoSuchFileException ? "no such directory" : Reasons.of(cause);
  }

  private static String remedy(@Nullable String reason) {
    return "No space left on device".equals(reason) || "Disk quota exceeded".equals(reason)
        ? "free some, or write elsewhere"
        : "write elsewhere";
  }

  /** True if the reader of the pipe has gone, which is its right. */
  public boolean isClosedPipe() {
    var cause = getCause();
    return cause != null && "Broken pipe".equals(cause.getMessage());
  }
}
