package io.qtrace.topology.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.testing.CountingStore;
import io.qtrace.topology.Raw;
import io.qtrace.topology.SentAgain;
import io.qtrace.topology.TestParts;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.raw.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each record is handled once and in its VM's order, however turns are taken and cut short. */
class TurnsTest {

  private final MockProcessorContext<byte[], Object> context =
      new MockProcessorContext<>(new Properties());
  private final CountingStore store = new CountingStore(Node.MAPPINGS_STORE);
  private final List<ConsumerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private final List<String> handled = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private long nowNs;
  private int opened;

  @BeforeEach
  void init() {
    context.setCurrentSystemTimeMs(0);
    store.init(context.getStateStoreContext(), store);
  }

  /** As after a restart: with what the store has. */
  private Turns turns() {
    var fair =
        new FairShare(
            () -> nowNs += 1000,
            () -> 0,
            partition -> {
              opened++;
              return new SentAgain(sent);
            });
    return new Turns(
        context,
        TestParts.of(new FakeTargets()).fair(fair).decode(),
        raw -> {
          nowNs += raw.vm().startsWith("flood") ? 9_000_000 : 10_000;
          handled.add(raw.vm() + "@" + raw.offset());
        },
        facts -> told.add(facts.vm() + " " + facts.kind()));
  }

  private void send(Turns to, String vm) {
    var next = Raw.log(vm, "a line").kafkaRecord(sent.size());
    sent.add(next);
    to.record(RawRecord.of(next, -1));
  }

  /** A task that is initialised again has all that was scheduled before and not cancelled. */
  private void tick() {
    nowNs += 10_000_000;
    for (var punctuator : context.scheduledPunctuators()) {
      if (!punctuator.cancelled()) {
        punctuator.getPunctuator().punctuate(nowNs / 1_000_000);
      }
    }
  }

  private void isAllHandledInOrder() {
    var expected = new TreeMap<String, List<String>>();
    for (var one : sent) {
      var raw = RawRecord.of(one, -1);
      expected
          .computeIfAbsent(raw.vm(), vm -> new ArrayList<>())
          .add(raw.vm() + "@" + one.offset());
    }
    var actual = new TreeMap<String, List<String>>();
    for (var one : handled) {
      var vm = one.substring(0, one.indexOf('@'));
      actual.computeIfAbsent(vm, absent -> new ArrayList<>()).add(one);
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  @Tag("long")
  void handleEachRecordOnceWhateverRestartsThereAre() {
    for (long seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      sent.clear();
      handled.clear();
      var turns = turns();
      for (int i = 0; i < 2000; i++) {
        switch (random.nextInt(100)) {
          case 0 -> {
            turns.close();
            turns = turns();
          }
          case 1, 2, 3 -> send(turns, "quiet-" + random.nextInt(20));
          case 4 -> nowNs += 500_000_000;
          case 5, 6, 7, 8 -> send(turns, "flood-" + random.nextInt(3));
          default -> send(turns, "flood-0");
        }
        if (hasAside() && random.nextInt(3) == 0) {
          tick();
        }
      }
      assertThat(told).as("seed " + seed).contains("flood-0 ASIDE");
      for (int i = 0; i < 4000 && hasAside(); i++) {
        tick();
      }
      isAllHandledInOrder();
      turns.close();
    }
  }

  private boolean hasAside() {
    try (var entries = store.range("aside/0", "aside/g")) {
      return entries.hasNext();
    }
  }

  @Test
  void tellWhoIsAsideAndWhoIsBackAlsoAfterARestart() {
    var turns = turns();
    send(turns, "quiet");
    for (int i = 0; i < 100; i++) {
      send(turns, "flood");
    }
    assertThat(told).containsOnly("flood ASIDE");
    told.clear();
    turns.close();

    turns();
    tick();
    assertThat(told).containsExactly("flood ASIDE");
    for (int i = 0; i < 100 && hasAside(); i++) {
      tick();
    }
    assertThat(told).containsExactly("flood ASIDE", "flood BACK");
    isAllHandledInOrder();
  }

  @Test
  void readAgainByOneReaderHoweverOften() {
    var turns = turns();
    for (int round = 0; round < 5; round++) {
      send(turns, "quiet");
      for (int i = 0; i < 100; i++) {
        send(turns, "flood");
      }
      for (int i = 0; i < 1000 && hasAside(); i++) {
        tick();
      }
      nowNs += 2_000_000_000L;
    }
    assertThat(opened).isEqualTo(1);
    isAllHandledInOrder();
  }

  @Test
  void doNotCostMoreWithMoreVmsAside() {
    var turns = turns();
    send(turns, "quiet");
    for (int i = 0; i < 1000; i++) {
      send(turns, "flood-" + i % 5);
    }
    long before = store.looks();
    for (int i = 0; i < 100; i++) {
      send(turns, "flood-" + i % 5);
    }
    assertThat(store.looks()).as("nothing is looked up, only written").isEqualTo(before);
  }
}
