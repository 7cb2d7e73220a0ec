package io.qtrace.cli.console;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr, or nothing where nobody looks at it. */
public interface Progress extends AutoCloseable {

  /**
   * @param done in the unit of the total, not less than before
   */
  void to(long done);

  @Override
  void close();

  /** Counts mebibytes. */
  static Progress ofBytes(Console console, boolean quiet, String task, long totalBytes) {
    if (quiet || !console.interactive()) {
      return new None();
    }
    var bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(totalBytes)
            .setUnit(" MiB", 1 << 20)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(100)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(console.err(), 100))
            .build();
    return new Bar(bar);
  }

  /** Shows nothing. */
  record None() implements Progress {
    @Override
    public void to(long done) {}

    @Override
    public void close() {}
  }

  /** Shows a bar. */
  record Bar(me.tongfei.progressbar.ProgressBar bar) implements Progress {
    @Override
    public void to(long done) {
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
