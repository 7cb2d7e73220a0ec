package io.qtrace.conversion.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.fact.MemoryLayout.Range;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Layouts of one QEMU in one, compared with a memory of a few pages, page by page. */
class ToldMemoryTest {

  private static final int PAGES = 40;

  @Property
  void knowsAPageIfAllThatSpeakOfItAgree(@ForAll("layouts") List<List<Range>> layouts)
      throws IOException {
    var told = new ToldMemory();
    layouts.forEach(ranges -> told.add(new MemoryLayout(1, List.of(), ranges)));
    var stored = decoded(told);

    for (long page = 0; page < PAGES; page++) {
      var wanted = expected(layouts.stream().flatMap(List::stream).toList(), page);
      assertThat(said(told, page)).as("page " + page).isEqualTo(wanted);
      assertThat(said(stored, page)).isEqualTo(wanted);
    }
  }

  private static String said(ToldMemory told, long page) {
    var piece = told.locate(page, 1);
    return piece == null ? "" : piece.block() + " " + piece.offset(page);
  }

  private static String expected(List<Range> ranges, long page) {
    var said =
        ranges.stream()
            .filter(range -> page >= range.gpa() && page < range.gpa() + range.size())
            .map(range -> range.block() + " " + (page - range.gpa() + range.offset()))
            .distinct()
            .toList();
    return said.size() == 1 ? said.get(0) : "";
  }

  private static ToldMemory decoded(ToldMemory told) throws IOException {
    var bytes = new ByteArrayOutputStream();
    told.encode(new SnapshotWriter(new DataOutputStream(bytes), 6));
    var decoded = new ToldMemory();
    var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    decoded.decode(new SnapshotReader(in, 6));
    return decoded;
  }

  @Provide
  Arbitrary<List<List<Range>>> layouts() {
    var range =
        Combinators.combine(
                Arbitraries.integers().between(0, PAGES - 1),
                Arbitraries.integers().between(1, 15),
                Arbitraries.of("a", "b"),
                Arbitraries.of(0, 0, 0, 7))
            .as((gpa, size, block, shift) -> new Range(gpa, size, block, gpa + shift));
    return range.list().ofMaxSize(4).list().ofMaxSize(4);
  }
}
