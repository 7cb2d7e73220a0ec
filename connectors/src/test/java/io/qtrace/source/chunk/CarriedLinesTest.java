package io.qtrace.source.chunk;

import static io.qtrace.source.file.TraceFormat.LOG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.log.LogReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Lines that one event is spread over, in logs of containers, stay in one chunk. */
class CarriedLinesTest {

  private static final Definitions DEFINITIONS = Definitions.system();
  private static final String CRI = "2026-11-22T17:04:10.965564123Z stderr ";
  private static final String EVENT = CRI + "F dma_map_wait dbs=0x1\n";

  /** The log read in one piece; the same in chunks and as it grows. */
  private static Reading assertSame(String log) throws IOException {
    byte[] bytes = log.getBytes(UTF_8);
    var whole = Reading.whole(bytes, LOG, DEFINITIONS, 1 << 20);
    for (int chunkBytes : new int[] {1, 100, 5000}) {
      assertThat(whole.differenceTo(Reading.cut(bytes, LOG, DEFINITIONS, chunkBytes))).isEmpty();
    }
    int[] cuts = new int[4];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = bytes.length * (i + 1) / cuts.length;
    }
    assertThat(whole.differenceTo(Reading.grown(bytes, LOG, DEFINITIONS, cuts))).isEmpty();
    return whole;
  }

  @Test
  void piecesOfALineStayTogether() throws IOException {
    var pieces = CRI + "P load_file name a loca\n" + CRI + "P tion b\n" + CRI + "F c\n";

    var reading = assertSame((pieces + EVENT).repeat(3));

    assertThat(reading.events).isEqualTo(6);
    assertThat(reading.rejections).isZero();
  }

  @Test
  void piecesWithoutALastOneAreNoEvent() throws IOException {
    var piece = CRI + "P load_file name a location b\n";

    for (var next : new String[] {EVENT.replace("stderr", "stdout"), "dma_map_wait dbs=0x1\n"}) {
      var reading = assertSame(piece + next + piece);
      assertThat(reading.events).isEqualTo(1);
      assertThat(reading.rejections).isEqualTo(2);
    }
  }

  @Test
  void piecesOfDockersStayTogether() throws IOException {
    var json = "{\"log\":\"%s\",\"stream\":\"stderr\"}\n";
    var pieces = json.formatted("load_file name a loca") + json.formatted("tion b\\n");
    var whole = json.formatted("load_file name a location b") + json.formatted("hello");

    assertThat(assertSame(pieces.repeat(3) + whole.repeat(9) + pieces).events).isEqualTo(13);
  }

  @Test
  void aStringWithNewlinesStaysTogether() throws IOException {
    var json = "{\"log\":\"%s\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-22T17:04:10Z\"}\r\n";
    var broken = json.formatted("load_file name a") + json.formatted("b location c");
    var inCri = CRI + "F load_file name a\n" + CRI + "F b location c\n";

    assertThat(assertSame((broken + inCri + EVENT).repeat(2)).events).isEqualTo(6);
  }

  @Test
  void moreThanALineMayHaveIsReadInParts() throws IOException {
    var large = CRI + "P " + "x".repeat(LogReader.MAX_LINE_BYTES / 3) + "\n";
    var small = CRI + "P x\n";

    for (var pieces : new String[] {large.repeat(7), small.repeat(200)}) {
      var log = EVENT + pieces + EVENT.repeat(70);
      assertThat(assertSame(log).events).isBetween(69L, 71L);
    }
  }
}
