package io.qtrace.cli.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregatePairsTest {

  @TempDir Path directory;

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void pairsStartsAndEnds() throws IOException {
    var definitions =
        write(
            "trace-events-all",
            """
            start_io(void *req, int sectors) "%p %d"
            end_io(void *req, int status) "%p %d"
            """);
    var trace =
        write(
            "pairs.log",
            """
            2026-01-02T03:04:00.000100Z end_io 0x10 0
            2026-01-02T03:04:00.000200Z start_io 0x10 8
            2026-01-02T03:04:00.000300Z start_io 0x20 4
            2026-01-02T03:04:00.000450Z end_io 0x10 0
            2026-01-02T03:04:01.000300Z end_io 0x20 -5
            2026-01-02T03:04:11.000000Z end_io 0x20 0
            2026-01-02T03:04:12.000000Z start_io 0x20 16
            """);
    var file =
        write(
            "a.yaml",
            """
            aggregations:
              - name: io
                pair: {start: start_io, end: end_io, by: req}
                let: {ok: end.status == 0}
                group-by: [ok]
                window: 10s
                measures: {requests: count, sectors: sum(start.sectors), most: max(latency_us)}
            """);

    assertThat(
            CommandRun.of(
                "aggregate", trace, "--definitions=" + definitions, "--aggregations=" + file))
        .isEqualTo(
            new CommandRun(
                0,
                """
                io
                window start             window  ok                             requests        sectors           most  complete
                2026-01-02T03:04:00Z        10s  true                                  1              8        250.000  yes; ends without a start: 1
                2026-01-02T03:04:00Z        10s  false                                 1              4  1,000,000.000  yes; ends without a start: 1
                2026-01-02T03:04:10Z        10s  (no pair)                             0              0              -  yes; ends without a start: 1
                """,
                """
                %1$s: 7 events, 0 dropped records, 0 bytes rejected
                %1$s: 1 start of pairs had not ended when the trace did
                """
                    .formatted(trace)));
  }
}
