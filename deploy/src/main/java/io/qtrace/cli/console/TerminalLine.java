package io.qtrace.cli.console;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Writes each text over the one before, on one line of a terminal. */
final class TerminalLine implements ProgressBarConsumer {

  private static final int USUAL_COLUMNS = 80;
  private static final int MOST_COLUMNS = 100;

  private final PrintStream terminal;
  private final int columns;
  private int shown;
  private boolean isClosed;

  /**
   * @param columns of the terminal; the last stays free, since some begin a new line behind it
   */
  TerminalLine(PrintStream terminal, int columns) {
    this.terminal = terminal;
    this.columns = Math.min(columns, MOST_COLUMNS) - 1;
  }

  /** Of the terminal that is this process's standard error. */
  static int columns() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/proc/self/fd/2"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      var words = size.strip().split(" ", -1);
      int columns = words.length == 2 ? Integer.parseInt(words[1]) : 0;
      return columns > 0 ? columns : USUAL_COLUMNS;
    } catch (IOException | NumberFormatException e) {
      return USUAL_COLUMNS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL_COLUMNS;
    }
  }

  @Override
  public int getMaxRenderedLength() {
    return columns;
  }

  @Override
  public void accept(String rendered) {
    var text = rendered.length() > columns ? rendered.substring(0, columns) : rendered;
    terminal.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    terminal.flush();
    shown = text.length();
  }

  /** Ends the line, once. A bar that cannot be drawn at the end does not call it. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      terminal.println();
      terminal.flush();
    }
  }
}
