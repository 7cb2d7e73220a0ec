package io.qtrace.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on one line of a terminal. What is done within a moment gets none. For one thread. */
final class ProgressBarLine implements Progress {

  private static final Duration MOMENT = Duration.ofMillis(500);

  private final PrintStream terminal;
  private final String task;
  private final long totalBytes;
  private final LongSupplier clock;
  private final long begunNs;
  private @Nullable ProgressBar bar;
  private @Nullable TerminalLine line;

  ProgressBarLine(PrintStream terminal, String task, long totalBytes) {
    this(terminal, task, totalBytes, System::nanoTime);
  }

  /**
   * @param clock in nanoseconds, from any point on
   */
  ProgressBarLine(PrintStream terminal, String task, long totalBytes, LongSupplier clock) {
    this.terminal = terminal;
    this.task = task;
    this.totalBytes = totalBytes;
    this.clock = clock;
    this.begunNs = clock.getAsLong();
  }

  @Override
  public void to(long done) {
    if (bar != null) {
      bar.stepTo(done);
    } else if (clock.getAsLong() - begunNs > MOMENT.toNanos()) {
      bar = bar(done);
    }
  }

  private ProgressBar bar(long done) {
    line = new TerminalLine(terminal, TerminalLine.columns());
    var unit = Unit.of(totalBytes);
    var elapsed = Duration.ofNanos(clock.getAsLong() - begunNs);
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(totalBytes)
        .startsFrom(done, elapsed)
        .setUnit(" " + unit, unit.bytes)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(100)
        .setConsumer(line)
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
    if (line != null) {
      line.close();
    }
  }

  /** The largest that still shows something move. */
  private enum Unit {
    MiB(1 << 20),
    KiB(1 << 10),
    B(1);

    private final long bytes;

    Unit(long bytes) {
      this.bytes = bytes;
    }

    static Unit of(long totalBytes) {
      return totalBytes >= 10 * MiB.bytes ? MiB : totalBytes >= 10 * KiB.bytes ? KiB : B;
    }
  }
}
