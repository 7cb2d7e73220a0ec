package io.qtrace.registry;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qtrace.retry.AwayException;
import io.qtrace.retry.Retry;
import io.qtrace.retry.StopSignal;
import io.qtrace.retry.StoppedException;
import io.qtrace.testing.CapturedLog;
import io.qtrace.testing.FakeRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SchemaIdsTest {

  private static final Schema LONG = event("x", Schema.Type.LONG);
  private static final Schema BOOLEAN = event("x", Schema.Type.BOOLEAN);
  private static final Schema STRING = event("x", Schema.Type.STRING);
  private static final Schema MORE =
      SchemaBuilder.record("E")
          .namespace("qemu.trace")
          .fields()
          .name("x")
          .type("long")
          .withDefault(0)
          .name("y")
          .type("long")
          .withDefault(0)
          .endRecord();

  private final StopSignal stop = new StopSignal();
  private final FakeRegistry registry = new FakeRegistry();
  private final SchemaIds ids = newIds();

  @AfterEach
  void close() {
    ids.close();
    registry.close();
  }

  @Test
  void registersUnderTheTopicsSubjectWithFullTransitiveCompatibility() {
    assertThat(register(ids, LONG))
        .isEqualTo(new RegisteredSchema("qtrace-event-e", "qtrace-event-e-value", 1, 1));

    assertThat(registry.compatibilityBySubject())
        .containsExactly(Map.entry("qtrace-event-e-value", "FULL_TRANSITIVE"));
  }

  @Test
  void registersManyRecordTypesOfOneTopicUnderASubjectEach() {
    var shared = new Registration("e", "qtrace-shared", SubjectNaming.TOPIC_RECORD, LONG);

    assertThat(ids.resolve(List.of(shared)))
        .containsExactly(new RegisteredSchema("qtrace-shared", "qtrace-shared-qemu.trace.E", 1, 1));
  }

  @Test
  void keepsACompatibleSchemaInTheSameTopicWithAnIdOfItsOwn() {
    register(ids, LONG);

    assertThat(register(ids, MORE))
        .isEqualTo(new RegisteredSchema("qtrace-event-e", "qtrace-event-e-value", 2, 1));
  }

  @Test
  void sendsAnIncompatibleSchemaToTheNextRevisionAndSaysWhy() {
    register(ids, LONG);

    try (var log = new CapturedLog(Revisions.class)) {
      assertThat(register(ids, BOOLEAN))
          .isEqualTo(new RegisteredSchema("qtrace-event-e-r2", "qtrace-event-e-r2-value", 2, 2));
      assertThat(register(ids, STRING))
          .isEqualTo(new RegisteredSchema("qtrace-event-e-r3", "qtrace-event-e-r3-value", 3, 3));
      assertThat(log.lines())
          .containsExactly(
              "WARN e goes to topic qtrace-event-e-r2: incompatible with subject"
                  + " qtrace-event-e-value (Schema being registered is incompatible; error code:"
                  + " 409)",
              "WARN e goes to topic qtrace-event-e-r3: incompatible with subject"
                  + " qtrace-event-e-r2-value (Schema being registered is incompatible; error code:"
                  + " 409)");
    }
  }

  @Test
  void givesTheSameAnswersAtTheNextStart() {
    var before = List.of(register(ids, LONG), register(ids, MORE), register(ids, BOOLEAN));

    try (var next = newIds()) {
      assertThat(List.of(register(next, LONG), register(next, MORE), register(next, BOOLEAN)))
          .isEqualTo(before);
    }
    assertThat(registry.versionsBySubject())
        .isEqualTo(Map.of("qtrace-event-e-value", 2, "qtrace-event-e-r2-value", 1));
  }

  @Test
  void asksOnceForASchemaThatIsThere() {
    register(ids, LONG);
    int before = registry.requests().size();

    try (var next = newIds()) {
      register(next, LONG);
    }

    assertThat(registry.requests().subList(before, registry.requests().size()))
        .containsExactly("POST /subjects/qtrace-event-e-value");
  }

  @Test
  void waitsWhileTheRegistryFailsAndLogsOnlyThatItWentAndCameBack() {
    registry.failWith(503);

    try (var log = new CapturedLog(Retry.class)) {
      var answer = supplyAsync(() -> register(ids, LONG));
      await().until(() -> registry.requests().size() > 3);
      assertThat(answer).isNotDone();
      registry.failWith(0);

      assertThat(answer.join().id()).isEqualTo(1);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(0))
          .isEqualTo(
              "WARN the schema registry at "
                  + registry.url()
                  + " is not available: it answers 503 (told to fail; error code: 503). Trying"
                  + " again until it is.");
      assertThat(log.lines().get(1))
          .matches("INFO the schema registry at " + registry.url() + " is back after \\d+ s");
    }
  }

  @Test
  void saysThatNothingListens() {
    registry.close();

    try (var log = new CapturedLog(Retry.class)) {
      var answer = supplyAsync(() -> register(ids, LONG));
      await().until(() -> !log.lines().isEmpty());
      stop.stop();

      assertThatThrownBy(answer::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(StoppedException.class)
          .hasMessage("stopped while waiting for the schema registry at " + registry.url());
      assertThat(log.lines())
          .containsExactly(
              "WARN the schema registry at "
                  + registry.url()
                  + " is not available: connection refused. Trying again until it is.");
    }
  }

  @Test
  void saysThatTheUrlLacksThePathOfTheApi() {
    var wrong = new RegistryAddress(registry.url() + "/ui/app", Map.of());

    try (var misplaced = new SchemaIds(wrong, RegistryAccess.REGISTER, stop);
        var log = new CapturedLog(Retry.class)) {
      var answer = supplyAsync(() -> register(misplaced, LONG));
      await().until(() -> !log.lines().isEmpty());
      stop.stop();

      assertThatThrownBy(answer::join).cause().isInstanceOf(StoppedException.class);
      assertThat(log.lines())
          .containsExactly(
              "WARN the schema registry at "
                  + registry.url()
                  + "/ui/app is not available: there is no schema registry API at this URL (404);"
                  + " check it: Apicurio's ends in /apis/ccompat/v7. Trying again until it is.");
    }
  }

  @Test
  void saysWhatToCheckWhenTheRegistryDoesNotKnowTheUser() {
    registry.failWith(401);

    assertThatThrownBy(() -> register(ids, LONG))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessage(
            "the schema registry at "
                + registry.url()
                + " refuses to register subject qtrace-event-e-value: 401, not authenticated; check"
                + " registry.basic.auth.credentials.source and registry.basic.auth.user.info, or"
                + " registry.bearer.auth.*");
  }

  @Test
  void looksUpWhatOthersRegisteredWithoutChangingAnything() {
    register(ids, LONG);
    register(ids, BOOLEAN);
    var before = registry.versionsBySubject();

    try (var reader = newIds(RegistryAccess.LOOK_UP)) {
      assertThat(register(reader, LONG).id()).isEqualTo(1);
      assertThat(register(reader, BOOLEAN))
          .isEqualTo(new RegisteredSchema("qtrace-event-e-r2", "qtrace-event-e-r2-value", 2, 2));
    }
    assertThat(registry.versionsBySubject()).isEqualTo(before);
  }

  @Test
  void waitsForASchemaThatItMayNotRegister() {
    register(ids, LONG);

    try (var reader = newIds(RegistryAccess.LOOK_UP);
        var log = new CapturedLog(Retry.class)) {
      var answer = supplyAsync(() -> register(reader, MORE));
      await().until(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .containsExactly(
              "WARN a schema in the registry at "
                  + registry.url()
                  + " is not available: not registered: e; this stage may not register schemas"
                  + " (schemas.register), run 'qtrace schemas register' as someone who may. Trying"
                  + " again until it is.");
      assertThat(registry.versionsBySubject())
          .containsExactly(Map.entry("qtrace-event-e-value", 1));

      register(ids, MORE);
      assertThat(answer.join().id()).isEqualTo(2);
    }
  }

  @Test
  void givesUpIfItWasToldHowLongToWait() {
    var address = new RegistryAddress(registry.url(), Map.of());
    registry.close();

    try (var impatient = new SchemaIds(address, RegistryAccess.REGISTER, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> register(impatient, LONG))
          .isInstanceOf(AwayException.class)
          .hasMessageMatching(
              "the schema registry at http://\\S+ has not been available for \\d+(ms|s): connection"
                  + " refused");
    }
  }

  private SchemaIds newIds() {
    return newIds(RegistryAccess.REGISTER);
  }

  private SchemaIds newIds(RegistryAccess access) {
    return new SchemaIds(new RegistryAddress(registry.url(), Map.of()), access, stop);
  }

  private static RegisteredSchema register(SchemaIds ids, Schema schema) {
    var registration = new Registration("e", "qtrace-event-e", SubjectNaming.TOPIC, schema);
    return ids.resolve(List.of(registration)).get(0);
  }

  private static Schema event(String argument, Schema.Type type) {
    Object defaultValue =
        switch (type) {
          case LONG -> 0L;
          case BOOLEAN -> false;
          default -> "";
        };
    var field = new Schema.Field(argument, Schema.create(type), null, defaultValue);
    return Schema.createRecord("E", null, "qemu.trace", false, List.of(field));
  }
}
