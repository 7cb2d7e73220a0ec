package io.qtrace.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a terminal shows, which wraps behind its last column and goes back at a return. */
class TerminalLineTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(written, true, UTF_8);

  @Test
  void leavesNothingOfALongerText() {
    var line = new TerminalLine(terminal, 20);
    line.accept("4/4 MiB at 3.4 MiB/s");
    line.accept("4/4 MiB");
    line.close();

    assertThat(screen(20)).containsExactly("4/4 MiB", "");
  }

  @ParameterizedTest
  @CsvSource({"80", "60", "40", "30", "110"})
  void keepsABarOnOneLine(int columns) {
    var line = new TerminalLine(terminal, columns);
    try (line;
        var bar =
            new ProgressBarBuilder()
                .setTaskName("reading")
                .setInitialMax(20 << 20)
                .setUnit(" MiB", 1 << 20)
                .setConsumer(line)
                .build()) {
      for (int mib = 0; mib <= 20; mib++) {
        bar.stepTo((long) mib << 20);
        bar.refresh();
      }
    }

    assertThat(screen(columns)).hasSize(2).first().asString().startsWith("reading 100%");
    assertThat(screen(columns).get(1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"52428800,0/50 MiB", "471859,0/460 KiB", "9000,0/9000 B"})
  void countsInAUnitThatShowsSomething(long bytes, String shown) {
    var nowNs = new AtomicLong();
    try (var progress = new ProgressBarLine(terminal, "reading", bytes, nowNs::get)) {
      nowNs.set(600_000_000);
      progress.to(0);
    }
    assertThat(String.join("\n", screen(80))).contains(shown);
  }

  @Test
  void showsNothingOfWhatIsOverInAMoment() {
    try (var progress = new ProgressBarLine(terminal, "reading", 7)) {
      progress.to(7);
    }
    assertThat(written.toString(UTF_8)).isEmpty();
  }

  private List<String> screen(int columns) {
    var lines = new ArrayList<StringBuilder>(List.of(new StringBuilder()));
    int column = 0;
    for (char c : written.toString(UTF_8).toCharArray()) {
      if (c == '\n' || (column == columns && c != '\r')) {
        lines.add(new StringBuilder());
        column = 0;
      }
      if (c == '\r') {
        column = 0;
      } else if (c != '\n') {
        var line = lines.get(lines.size() - 1);
        line.setLength(Math.max(line.length(), column + 1));
        line.setCharAt(column++, c);
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }
}
