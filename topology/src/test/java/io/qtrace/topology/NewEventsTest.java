package io.qtrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawHeaders;
import io.qtrace.testing.SimpleTrace;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.flow.Node;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While topics and schemas of new events are made, their source waits and others go on. */
@Tag("slow")
class NewEventsTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse("test", "tick(int n) \"n %d\"\nnew(int n) \"n %d\"\n".getBytes(UTF_8));
  private static final Duration RETRY = Duration.ofMillis(250);

  private final FakeTargets targets = new FakeTargets();
  private final ArrayDeque<Runnable> searches = new ArrayDeque<>();
  private DecodeDriver driver = new DecodeDriver(targets, 1 << 20, searches::add);

  @AfterEach
  void close() {
    driver.close();
  }

  private void find() {
    while (!searches.isEmpty()) {
      searches.remove().run();
    }
  }

  private void know(String line) {
    driver.publish(DEFINITIONS);
    driver.send(Raw.log("known", line).of(DEFINITIONS));
    find();
    driver.advance(RETRY);
  }

  @Test
  void onlyTheirSourceWaitsAndStaysInOrder() {
    know("tick n 0\n");
    driver.send(Raw.log("vm", "tick n 1\nnew n 2\n").of(DEFINITIONS).from("f"));
    driver.send(Raw.log("vm", "tick n 3\n").of(DEFINITIONS).from("f"));
    driver.send(Raw.log("other", "tick n 4\n").of(DEFINITIONS).from("f"));
    driver.advance(RETRY);
    assertThat(driver.values("tick", "n")).containsExactly(0L, 4L);

    find();
    driver.advance(RETRY);
    assertThat(driver.values("tick", "n")).containsExactly(1L, 3L);
    assertThat(driver.values("new", "n")).containsExactly(2L);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void areLookedForOnceHoweverOftenTheTaskLooks() {
    know("tick n 0\n");
    driver.send(Raw.log("vm", "new n 2\n").of(DEFINITIONS));
    driver.advance(Duration.ofSeconds(10));

    assertThat(searches).hasSize(1);
  }

  @Test
  void aSimpleTraceThatWaitedIsReadAsIfItHadNot() {
    driver.publish(DEFINITIONS);
    var first = new SimpleTrace().header().mapping(5, "tick").event(5, 1_000, 1);
    var second = new SimpleTrace().event(6, 1_500, 9).mapping(6, "new").event(6, 2_000, 2);
    driver.send(Raw.simple("vm", first).of(DEFINITIONS).from("f;generation=1"));
    driver.send(Raw.simple("vm", second).of(DEFINITIONS).from("f;generation=1"));
    find();
    driver.advance(RETRY);
    find();
    driver.advance(RETRY);

    assertThat(driver.values("tick", "n")).containsExactly(1L);
    assertThat(driver.values("new", "n")).containsExactly(2L);
    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getReason())
        .containsExactly("UNMAPPED_ID");
  }

  @Test
  void aHeartbeatOfTheVmWaitsBehindThem() {
    know("tick n 0\n");
    driver.send(Raw.log("vm", "new n 2\n").of(DEFINITIONS).from("f"));
    driver.send(new Raw("vm", new byte[0], Map.of(RawHeaders.HEARTBEAT_NS, "5")));

    assertThat(driver.keysIn(Node.WAITING_STORE)).hasSize(2).allMatch(key -> key.endsWith("|vm/f"));
    find();
    driver.advance(RETRY);
    assertThat(driver.keysIn(Node.WAITING_STORE)).isEmpty();
  }

  @Test
  void whatWaitedIsHandledInSlicesAndCatchesUpWithWhatComes() {
    driver.close();
    var clock = new AtomicLong();
    driver = new DecodeDriver(targets, searches::add, () -> clock.addAndGet(500_000));
    know("tick n 0\n");
    for (int n = 1; n <= 60; n++) {
      driver.send(Raw.log("vm", "new n %d\n".formatted(n)).of(DEFINITIONS).from("f"));
    }
    find();
    driver.advance(RETRY);
    var first = driver.values("new", "n");
    assertThat(first).hasSizeBetween(5, 30);
    var all = new ArrayList<Object>(first);

    driver.send(Raw.log("vm", "new n 61\n").of(DEFINITIONS).from("f"));
    var next = driver.values("new", "n");
    assertThat(next).as("two for each that comes").hasSize(2);
    all.addAll(next);
    for (int i = 0; i < 30; i++) {
      clock.addAndGet(20_000_000);
      driver.advance(Duration.ofMillis(20));
    }
    all.addAll(driver.values("new", "n"));
    assertThat(all).isEqualTo(LongStream.rangeClosed(1, 61).boxed().toList());
    assertThat(driver.keysIn(Node.WAITING_STORE)).isEmpty();
  }

  @Test
  @Tag("long")
  void sourcesThatCanNotGoOnHoldUpNoneThatCan() {
    driver.close();
    var clock = new AtomicLong();
    driver = new DecodeDriver(targets, searches::add, () -> clock.addAndGet(500_000));
    know("tick n 0\n");
    for (int i = 0; i < 500; i++) {
      driver.send(Raw.log("hopeless", "x\n").with(RawHeaders.DEFINITIONS, "feed").from("f" + i));
    }
    for (int n = 1; n <= 50; n++) {
      driver.send(Raw.log("vm", "new n %d\n".formatted(n)).of(DEFINITIONS).from("f"));
    }
    find();
    driver.advance(RETRY);
    for (int i = 0; i < 50; i++) { // 20 tries each
      driver.advance(Duration.ofMillis(20));
    }

    assertThat(driver.values("new", "n")).hasSize(50);
  }

  @Test
  void whatIsWorkedOffIsOfItsVmsShare() {
    driver.close();
    var clock = new AtomicLong();
    var step = new AtomicLong(1);
    driver =
        DecodeDriver.withTurns(targets, () -> clock.addAndGet(step.get()), new AtomicBoolean());
    driver.send(Raw.log("quiet", "runstate_set current_run_state 9 (r) new_state 1 (d)\n"));
    for (int n = 1; n <= 60; n++) {
      driver.send(Raw.log("vm", "new n %d\n".formatted(n)).of(DEFINITIONS).from("f"));
    }
    driver.publish(DEFINITIONS);
    step.set(5_000_000); // two records a slice
    driver.advance(RETRY);
    for (int i = 0; i < 10; i++) {
      driver.advance(Duration.ofMillis(20));
    }
    driver.send(Raw.log("vm", "new n 61\n").of(DEFINITIONS).from("f"));
    assertThat(driver.keysIn(Node.MAPPINGS_STORE)).as("vm is set aside").contains("aside/766d");

    for (int i = 0; i < 100; i++) {
      driver.advance(Duration.ofMillis(20));
    }
    assertThat(driver.values("new", "n")).isEqualTo(LongStream.rangeClosed(1, 61).boxed().toList());
  }

  @Test
  void whatFindsNoRoomIsNoDeadLetterOnceDefinitionsAreThere() {
    driver.close();
    driver = new DecodeDriver(targets, 300, search -> new Thread(search).start());
    driver.send(Raw.log("vm", "new n 1\n").of(DEFINITIONS));
    driver.publish(DEFINITIONS);
    driver.send(Raw.log("vm", "tick n " + "1".repeat(9) + "\n").of(DEFINITIONS));

    assertThat(driver.values("new", "n")).containsExactly(1L);
    while (!driver.keysIn(Node.WAITING_STORE).isEmpty()) { // for the topic of the other event
      driver.advance(RETRY);
    }
    assertThat(driver.values("tick", "n")).containsExactly(111_111_111L);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void whatIsLargerThanAllTheRoomIsNoDeadLetterOnceDefinitionsAreThere() {
    driver.close();
    driver = new DecodeDriver(targets, 300);
    driver.send(Raw.log("vm", "tick n 1\n").of(DEFINITIONS));
    driver.publish(DEFINITIONS);
    driver.send(Raw.log("vm", "tick n 2\n".repeat(50)).of(DEFINITIONS));

    assertThat(driver.values("tick", "n")).hasSize(51).startsWith(1L, 2L);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void areWaitedForOnceThereIsNoRoomLeft() {
    driver.close();
    driver = new DecodeDriver(targets, 300, searches::add);
    know("tick n 0\n");
    driver.send(Raw.log("vm", "new n 1\n").of(DEFINITIONS));
    var search = searches.remove();
    new Thread(search).start();
    driver.send(Raw.log("vm", "tick n " + "1".repeat(9) + "\n").of(DEFINITIONS));

    assertThat(driver.values("new", "n")).containsExactly(1L);
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void aSearchThatFailsIsTheStagesFailureAndBeginsAnew() {
    know("tick n 0\n");
    driver.send(Raw.log("vm", "new n 1\n").of(DEFINITIONS));
    targets.failOnce(new IllegalStateException("gone"));
    find();
    assertThatThrownBy(() -> driver.advance(RETRY)).rootCause().hasMessage("gone");
  }
}
