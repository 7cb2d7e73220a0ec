package io.qtrace;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import io.qtrace.task.Ticks;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dependencies run one way; ARCHITECTURE.md has the map. */
@Tag("slow")
final class DependencyTest {
  /** Classes that Avro generates; whatever their names, they belong to no layer of ours. */
  private static final String CONTRACT = "io.qtrace.contract..";

  static final JavaClasses QTRACE =
      new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("io.qtrace");

  /** First column: a package; second: the packages of ours it may see besides itself. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bytes      |
          text       |
          format     |
          frame      | bytes
          definition | bytes format text
          schema     | definition text
          raw        | bytes definition text
          log        | bytes format definition raw text
          render     | bytes format definition raw text
          transcode  | bytes definition frame raw schema
          secret     |
          allowed    | secret
          source     | bytes definition raw log text
          host       | definition source allowed
          tail       | bytes definition source host allowed
          retry      | text
          registry   | frame retry transcode secret
          alertmanager | secret
          qmp        | allowed
          connect    | bytes definition frame raw source host tail qmp retry registry contract alertmanager secret allowed
          topic      | retry
          state      |
          task       |
          liveness   | retry topic
          cel        | text
          yaml       | text cel
          alert      | definition frame retry topic contract text state task cel yaml
          window     | text
          aggregation | bytes definition schema raw transcode text cel yaml window
          meter      | contract alert text
          conversion | bytes definition raw contract text window
          topology   | bytes definition frame schema raw log transcode retry registry topic contract text yaml window conversion aggregation alert meter state task liveness
          worker     |
          embedded   | worker text
          fleet      | bytes frame registry retry contract text
          web        | bytes schema contract text fleet
          simulator  | bytes definition raw render text
          """)
  void seesOnlyWhatComesBeforeIt(String layer, String allowed) {
    classes()
        .that()
        .resideInAPackage("io.qtrace." + layer + "..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.qtrace.."))
                .or(resideInAnyPackage(packagesOf(layer + " " + (allowed == null ? "" : allowed)))))
        .allowEmptyShould(true)
        .check(QTRACE);
  }

  private static String[] packagesOf(String layers) {
    return layers.strip().replaceAll("\\S+", "io.qtrace.$0..").split("\\s+", -1);
  }

  @Test
  void everyPackageIsListedAbove() throws NoSuchMethodException {
    var table =
        DependencyTest.class
            .getDeclaredMethod("seesOnlyWhatComesBeforeIt", String.class, String.class)
            .getAnnotation(CsvSource.class)
            .textBlock();
    var listed = table.lines().map(row -> row.split("\\|", -1)[0].strip());

    assertThat(QTRACE.stream().map(c -> c.getPackageName().split("\\.", -1)[2]))
        .isSubsetOf(Stream.concat(listed, Stream.of("contract", "cli")).toList());
  }

  /** Kafka Streams does not end what a task that it initialises again had scheduled before. */
  @Test
  void whatTicksEndsWithItsProcessor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.qtrace.task..")
        .should()
        .callMethodWhere(
            describe(
                "schedules by itself",
                call ->
                    call.getTarget().getName().equals("schedule")
                        && call.getTargetOwner().isAssignableTo(ProcessingContext.class)))
        .check(QTRACE);
  }

  /** What is made of ticks but is no processor has to be closed by one, as they are. */
  @Test
  void whoMakesTicksClosesThemWithItself() {
    var makers = new HashSet<JavaClass>();
    var parts = new ArrayDeque<>(List.of(QTRACE.get(Ticks.class)));
    while (!parts.isEmpty()) {
      var part = parts.remove();
      for (var call : part.getConstructorCallsToSelf()) {
        var maker = call.getOriginOwner();
        assertThat(closedBy(maker)).as("what %s closes", maker.getName()).contains(part);
        if (makers.add(maker) && !maker.isAssignableTo(Processor.class)) {
          parts.add(maker);
        }
      }
    }
    assertThat(makers).anyMatch(maker -> maker.isAssignableTo(Processor.class));
  }

  private static Stream<JavaClass> closedBy(JavaClass owner) {
    return owner
        .tryGetMethod("close")
        .map(JavaCodeUnit::getMethodCallsFromSelf)
        .orElse(Set.of())
        .stream()
        .filter(call -> call.getTarget().getName().equals("close"))
        .map(JavaAccess::getTargetOwner);
  }

  @Test
  void onlyTheRegistryPackageKnowsConfluentsClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.qtrace.registry..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.confluent..")
        .check(QTRACE);
  }

  @Test
  void definitionsSchemasDecodersAndSourcesKnowNoKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packagesOf(
                "bytes format frame definition schema raw log render transcode contract source host tail retry"
                    + " registry alertmanager qmp secret allowed"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(QTRACE);
  }

  @Test
  void alertsKnowNoKafkaBehindTheirNodes() {
    noClasses()
        .that()
        .resideInAPackage("io.qtrace.alert..")
        .and()
        .resideOutsideOfPackage("io.qtrace.alert.stream..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(QTRACE);
  }

  @Test
  void onlyExpressionsKnowTheCelLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.qtrace.cel..", "io.qtrace.alert.cel..", "io.qtrace.aggregation.expression..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.cel..")
        .check(QTRACE);
  }

  @Test
  void onlyTheEmbeddedStackKnowsTheBrokersInsides() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.qtrace.embedded..", "io.qtrace.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "kafka..",
            "org.apache.kafka.server..",
            "org.apache.kafka.metadata..",
            "org.apache.kafka.connect.cli..",
            "org.apache.kafka.connect.runtime..")
        .check(QTRACE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.qtrace.(**)").should().beFreeOfCycles().check(QTRACE);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that(not(resideInAPackage(CONTRACT)))
        .should()
        .beAnnotatedWith(NullMarked.class)
        .orShould(beInANullMarkedPackage())
        .check(QTRACE);
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return ArchCondition.from(
        describe(
            "be in a @NullMarked package", c -> c.getPackage().isAnnotatedWith(NullMarked.class)));
  }
}
