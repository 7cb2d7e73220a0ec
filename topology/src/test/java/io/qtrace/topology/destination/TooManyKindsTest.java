package io.qtrace.topology.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.registry.Registration;
import io.qtrace.registry.RegistryAccess;
import io.qtrace.registry.RegistryAddress;
import io.qtrace.registry.SchemaIds;
import io.qtrace.retry.StopSignal;
import io.qtrace.testing.CapturedLog;
import io.qtrace.testing.FakeRegistry;
import io.qtrace.topic.Routes;
import io.qtrace.topic.TopicNames;
import io.qtrace.topic.TopicPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More kinds of events than {@code topics.max}. */
@Tag("slow")
class TooManyKindsTest {

  private static final Definitions FIVE =
      definitions("a(void) \"\"\nb(void) \"\"\nc(void) \"\"\nd(int n) \"%d\"\ne(void) \"\"\n");

  private final FakeRegistry registry = new FakeRegistry();
  private final SchemaIds schemaIds =
      new SchemaIds(
          new RegistryAddress(registry.url(), Map.of()), RegistryAccess.REGISTER, new StopSignal());
  private final FakeEventTopics topics = new FakeEventTopics("qtrace-raw", "qtrace-event-b");

  @AfterEach
  void close() {
    schemaIds.close();
    registry.close();
  }

  @Test
  void shareATopicButForThoseThatHadTheirOwnAndTheFirstOnes() {
    var targets = targets(3);

    assertThat(topics(targets, FIVE))
        .containsExactly(
            "qtrace-event-a",
            "qtrace-event-b",
            "qtrace-event-c",
            "qtrace-event-other",
            "qtrace-event-other");
    assertThat(topics.existing())
        .containsExactlyInAnyOrder(
            "qtrace-raw",
            "qtrace-event-a",
            "qtrace-event-b",
            "qtrace-event-c",
            "qtrace-event-other");
    assertThat(registry.versionsBySubject())
        .containsOnlyKeys(
            "qtrace-event-a-value",
            "qtrace-event-b-value",
            "qtrace-event-c-value",
            "qtrace-event-other-qemu.trace.D",
            "qtrace-event-other-qemu.trace.E");
    assertThat(targets.ownTopics()).isEqualTo(3);
    assertThat(targets.sharingKinds()).isEqualTo(2);
  }

  @Test
  void goWhereTheyWentAfterARestartWhateverComesFirst() {
    topics(targets(3), FIVE);
    var restarted = targets(3);

    assertThat(topics(restarted, definitions("e(void) \"\"\nd(int n) \"%d\"\n")))
        .containsOnly("qtrace-event-other");
    assertThat(topics(restarted, FIVE).subList(0, 3))
        .containsExactly("qtrace-event-a", "qtrace-event-b", "qtrace-event-c");
  }

  @Test
  void haveTheirOwnTopicsOnceThereMayBeMore() {
    topics(targets(3), FIVE);

    assertThat(topics(targets(5), FIVE)).doesNotContain("qtrace-event-other");
  }

  @Test
  void keepTheirTopicsWhenThereMayBeFewer() {
    topics(targets(5), FIVE);

    assertThat(topics(targets(1), FIVE)).doesNotContain("qtrace-event-other");
  }

  @Test
  void shareWithARevisionThatWouldNeedATopicOfItsOwn() {
    topics(targets(5), FIVE);
    var restarted = targets(5);

    assertThat(topics(restarted, definitions("a(void) \"\"\nd(const char *n) \"%s\"\n")))
        .containsExactly("qtrace-event-a", "qtrace-event-other");
    assertThat(restarted.sharingKinds()).isEqualTo(1);
    assertThat(topics(targets(6), definitions("d(const char *n) \"%s\"\n")))
        .as("with room for one more")
        .containsExactly("qtrace-event-d-r2");
  }

  @Test
  void areSaidOnce() {
    try (var log = new CapturedLog(OwnTopics.class)) {
      topics(targets(3), FIVE);

      assertThat(log.lines())
          .containsExactly(
              "WARN 3 topics of single kinds of events exist, and topics.max=3: further kinds share"
                  + " the topic qtrace-event-other, d first; raise topics.max, or route events to"
                  + " topics of groups or drop them (route.<n>)");
    }
  }

  @Test
  void countNoneThatSharesATopicByARule() {
    topics(targets(2, "d:topic=qtrace-event-group-d", "e:drop"), FIVE);

    assertThat(topics.existing()).contains("qtrace-event-group-d", "qtrace-event-other");
    assertThat(topics(targets(3, "d:topic=qtrace-event-group-d", "e:drop"), FIVE))
        .containsExactly(
            "qtrace-event-a", "qtrace-event-b", "qtrace-event-c", "qtrace-event-group-d", "");
  }

  @Test
  void shareWithAnEventThatIsCalledOther() {
    assertThat(topics(targets(100), definitions("other(void) \"\"\nother_one(void) \"\"\n")))
        .containsExactly("qtrace-event-other", "qtrace-event-other_one");
    assertThat(registry.versionsBySubject())
        .containsOnlyKeys("qtrace-event-other-qemu.trace.Other", "qtrace-event-other_one-value");
  }

  @Test
  void areRegisteredForBothTopicsBeforehand() {
    assertThat(subjectsBeforehand(5)).isEqualTo(5);
    assertThat(subjectsBeforehand(4)).isEqualTo(10);
  }

  private static long subjectsBeforehand(int maxTopics) {
    return new Registrations(plan(maxTopics), Routes.parse(List.of()))
        .all(FIVE).stream()
            .map(Registration::topic)
            .filter(topic -> topic.startsWith("qtrace-event-"))
            .count();
  }

  private RegisteredTargets targets(int maxTopics, String... routes) {
    var plan = plan(maxTopics);
    return new RegisteredTargets(
        new Registrations(plan, Routes.parse(List.of(routes))),
        schemaIds,
        topics,
        Duration.ofSeconds(1));
  }

  private static List<String> topics(RegisteredTargets targets, Definitions definitions) {
    return targets.resolve(definitions.events()).stream().map(EventTarget::topic).toList();
  }

  private static TopicPlan plan(int maxTopics) {
    return new TopicPlan(
        new TopicNames("qtrace-"), 4, 4, (short) -1, maxTopics, Optional.empty(), Optional.empty());
  }

  private static Definitions definitions(String text) {
    return Definitions.parse("test", text.getBytes(UTF_8));
  }
}
