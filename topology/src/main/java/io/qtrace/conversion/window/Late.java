package io.qtrace.conversion.window;

/** Why a conversion is in no window. */
public enum Late {
  /** Its window was closed before it came. */
  CLOSED,
  /** Its window is further ahead of the host's clock than anything can have happened. */
  FUTURE,
  /** So many windows are open that its own could not be, too. */
  FULL;

  /** As metrics call it. */
  public String text() {
    return switch (this) {
      case CLOSED -> "closed";
      case FUTURE -> "future";
      case FULL -> "full";
    };
  }
}
