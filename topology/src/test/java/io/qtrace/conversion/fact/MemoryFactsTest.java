package io.qtrace.conversion.fact;

import static io.qtrace.conversion.fact.MemoryState.MIXTURE;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Caused;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Exited;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import io.qtrace.conversion.fact.MemoryEvent.RunState;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryFactsTest {

  private final MemoryFacts facts = new MemoryFacts();

  private static List<String> replayed(MemoryFacts facts) {
    var calls = new ArrayList<String>();
    MemoryFacts.replay(facts.toByteArray(), new SpokenEvents(calls::add));
    return calls;
  }

  @Test
  void areReplayedAsTheyWere() {
    facts.host("host-1");
    facts.hostClock(1_795_341_600_000L);
    facts.hostClock(-1);
    facts.process(42);
    facts.progress(5_000_000_000L, 70);
    facts.allocated(new Allocated("pc.ram", 1L << 33, 0x7f7b_2400_0000L));
    facts.slot(new SlotSet(3, 1L << 32, 6L << 30, 0x7f7b_a400_0000L, 11, 2L << 30));
    facts.slot(new SlotSet(4, 0xfe00_0000L, 4096, 0x7f00_0000_0000L, -1, 0));
    facts.exited(new Exited(7, true));
    facts.exited(new Exited(8, false));
    facts.caused(new Caused(Cause.IMPLICIT, 0x1000, 4096, -1));
    facts.requested(new Requested(5_000_000_100L, 0x1000, 4096, PRIVATE, 77));
    facts.changed(new Changed(5_000_000_050L, 1234, 0x1000, 4096, MIXTURE, SHARED, -1));
    facts.changed(new Changed(-1, -1, 0x1000, 4096, SHARED, PRIVATE, 77));
    facts.discarded(new Discarded("pc.ram", 0x7f7b_2400_1000L, 4096, 77));
    facts.exited(new Exited(8, false, 77));
    facts.discarded(new Discarded(5_000_000_060L, "pc.ram", 0x7f7b_2400_1000L, 4096, -12, -1));
    facts.runState(new RunState(5_000_000_070L, false));
    facts.runState(new RunState(5_000_000_080L, true));
    facts.layout(
        new MemoryLayout(
            42,
            List.of(new MemoryLayout.Block("pc.ram", 1L << 33, 0x7f7b_2400_0000L)),
            List.of(new MemoryLayout.Range(1L << 32, 6L << 30, "pc.ram", 2L << 30))));
    facts.lost(1_200_000);
    facts.process(0);
    facts.progress(Long.MIN_VALUE, 0);
    facts.silence();

    assertThat(replayed(facts))
        .containsExactly(
            "host host-1",
            "host clock 1795341600000",
            "host clock -1",
            "process 42",
            "progress 5000000000 70",
            "allocated pc.ram 200000000 7f7b24000000",
            "slot 3 100000000 180000000 7f7ba4000000 11 80000000",
            "slot 4 fe000000 1000 7f0000000000 -1 0",
            "exited 7 true",
            "exited 8 false",
            "caused IMPLICIT 1000 1000 -1",
            "requested 5000000100 1000 1000 PRIVATE 77",
            "changed 5000000050 1234 1000 1000 MIXTURE SHARED -1",
            "changed -1 -1 1000 1000 SHARED PRIVATE 77",
            "discarded pc.ram 7f7b24001000 1000 77",
            "exited 8 false 77",
            "discarded pc.ram 7f7b24001000 1000 -1",
            "then 5000000060 -12",
            "stops 5000000070",
            "continues 5000000080",
            "layout MemoryLayout[pid=42, blocks=[Block[name=pc.ram, size=8589934592,"
                + " host=140166861684736]], ranges=[Range[gpa=4294967296, size=6442450944,"
                + " block=pc.ram, offset=2147483648]]]",
            "lost 1200000",
            "process 0",
            "progress none 0",
            "silence");
  }

  @Property
  @Tag("long")
  void keepAnyNumber(
      @ForAll long a, @ForAll long b, @ForAll int c, @ForAll long d, @ForAll String text) {
    var said = new ArrayList<String>();
    var written = new MemoryFacts();
    for (MemoryEvents to : List.of(written, new SpokenEvents(said::add))) {
      to.process(c);
      to.allocated(new Allocated(text, a, b));
      to.slot(new SlotSet(c, a, b, d, c, d));
      to.requested(new Requested(a, b, d, SHARED, d));
      to.exited(new Exited(c, true));
      to.changed(new Changed(b, d, a, b, PRIVATE, SHARED, a));
      to.caused(new Caused(Cause.EXPLICIT, d, a, b));
      to.discarded(new Discarded(text, a, b, d));
      to.discarded(new Discarded(d, text, a, b, c, d));
      to.exited(new Exited(c, false, a));
      to.runState(new RunState(b, true));
      to.layout(
          new MemoryLayout(
              c,
              Collections.nCopies(300, new MemoryLayout.Block(text, a, b)),
              Collections.nCopies(300, new MemoryLayout.Range(a, b, text, d))));
      to.lost(a);
    }
    if (c == 0) {
      said.remove(0); // the process is 0 until it is known
    }

    assertThat(replayed(written)).isEqualTo(said);
  }

  @Test
  void areQuietIfTheyOnlySayHowFarTheTraceHasCome() {
    facts.host("host-1");
    facts.progress(5, 70);
    assertThat(facts.isQuiet()).isTrue();

    facts.process(7);
    facts.runState(new RunState(5, true));
    assertThat(facts.isQuiet()).isFalse();
    assertThat(facts.tellOfMemory()).isFalse();

    facts.exited(new Exited(0, true));
    assertThat(facts.isQuiet()).isFalse();
    assertThat(facts.tellOfMemory()).isTrue();

    facts.clear();
    assertThat(facts.isQuiet()).isTrue();
    assertThat(facts.tellOfMemory()).isFalse();
    assertThat(facts.toByteArray()).isEmpty();
  }

  @Test
  void sayWhereTheyAreNotFacts() {
    assertThatIllegalStateException()
        .isThrownBy(() -> MemoryFacts.replay(new byte[] {3, 99}, facts))
        .withMessage("memory facts have no event 99 at 2");
  }
}
