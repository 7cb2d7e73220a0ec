package io.qtrace;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.qtrace.DependencyTest.QTRACE;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages that have rooms: what each may see, and who may look into them. */
@Tag("slow")
final class RoomsTest {

  private static final String CONVERSION = "io.qtrace.conversion";
  private static final String LOG = "io.qtrace.log";
  private static final String CONNECT = "io.qtrace.connect";
  private static final String AGGREGATION = "io.qtrace.aggregation";
  private static final String TOPOLOGY = "io.qtrace.topology";
  private static final String CLI = "io.qtrace.cli";

  /** First column: a room of conversions; second: the other rooms it may see. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fact                |
          snapshot            |
          page                | fact snapshot
          memory              | fact snapshot page
          outcome             | fact memory
          latency             | fact outcome
          life                | fact snapshot outcome
          attribution.request | fact snapshot page memory
          attribution.change  | fact snapshot page memory outcome attribution.request
          attribution.rule    | fact snapshot page memory outcome attribution.request attribution.change
          attribution         | fact snapshot page memory outcome attribution.request attribution.change attribution.rule
          window              | fact snapshot page memory outcome latency life
          """)
  void roomsOfConversionsSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    checkRoom(CONVERSION, room, allowed);
  }

  /** First column: a room of log lines; second: the other rooms it may see. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heading |
          number  |
          stamp   | heading number
          prefix  | heading stamp
          value   | number
          pattern | heading number value
          """)
  void roomsOfLogLinesSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    checkRoom(LOG, room, allowed);
  }

  /** First column: a room of connectors; second: the other rooms it may see. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          setting |
          trace   | setting
          layout  | setting
          sink    | setting
          """)
  void roomsOfConnectorsSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    checkRoom(CONNECT, room, allowed);
  }

  /** First column: a room of aggregations; second: the other rooms it may see. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          value      |
          expression | value
          spec       | value expression
          measure    | value expression spec
          evaluation | value expression spec measure
          event      | value evaluation
          sum        | value spec measure evaluation
          window     | value spec measure evaluation sum
          memory     | value spec evaluation sum window
          result     | value spec sum window
          fact       | value evaluation sum
          plan       | value expression spec measure evaluation event sum fact
          state      | value spec evaluation sum window memory fact
          """)
  void roomsOfAggregationsSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    checkRoom(AGGREGATION, room, allowed);
  }

  /** First column: a package with few rooms; second: a room; third: the other rooms it may see. */
  @ParameterizedTest(name = "{0}.{1} sees only {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          definition      | scan     |
          qmp             | protocol |
          raw             | record   |
          source          | kind     |
          source          | file     | kind
          source          | chunk    | file
          tail            | file     |
          tail            | bookmark | file
          embedded        | place    |
          embedded        | repair   |
          embedded        | broker   | place repair
          fleet           | window   |
          fleet           | result   | window
          web             | json     |
          web             | stream   | json
          simulator.guest | time     |
          simulator.guest | plan     |
          simulator.guest | memory   | plan
          simulator.guest | machine  | memory time
          """)
  void roomsSeeOnlyWhatComesBeforeThem(String house, String room, String allowed) {
    checkRoom("io.qtrace." + house, room, allowed);
  }

  /** First column: a room of the stage; second: the other rooms it may see. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flow               |
          fair               |
          silence            |
          setting            |
          destination        |
          vms                | flow
          declared           |
          config             | setting
          streams            | setting config
          raw                | flow
          ledger             | flow raw
          meter              | raw ledger
          decode.definitions | destination
          decode.source      | flow decode.definitions
          decode.chunk       | flow declared destination raw ledger decode.definitions decode.source
          decode             | flow fair declared destination config raw ledger meter decode.definitions decode.source decode.chunk
          rollup             | flow fair silence config meter
          attribute          | flow silence vms config meter rollup
          aggregate          | flow silence vms declared config
          """)
  void roomsOfTheStageSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    checkRoom(TOPOLOGY, room, allowed);
  }

  /**
   * First column: a room of the command line, those that commands share first; second: the other
   * rooms it may see.
   */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          console       |
          format        |
          trace         | console
          option        | console trace
          kafka         | console
          stage.setting | console
          stage.health  | console
          serve.http    | console option
          stage         | console option stage.setting stage.health serve.http
          serve         | console stage stage.setting stage.health serve.http
          decode.sink   | console format trace
          decode        | console option trace decode.sink
          conversions   | console format option trace
          aggregation   | console format option trace
          inspect.survey | trace
          inspect       | console trace kafka stage.setting conversions inspect.survey
          simulate      | console trace
          size          | console
          schemas       | console option trace stage.setting
          alerts        | console stage.setting
          send.delivery | console kafka
          send.outcome  | console kafka send.delivery
          send          | console option trace kafka stage.setting send.delivery send.outcome
          tail          | console format option kafka stage.setting
          deadletter    | console kafka stage.setting
          config        | console option stage.setting
          help          | console
          up            | console option trace kafka serve.http stage stage.setting stage.health conversions send send.delivery send.outcome tail
          """)
  void roomsOfTheCommandLineSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    checkRoom(CLI, room, allowed);
  }

  private static void checkRoom(String house, String room, @Nullable String allowed) {
    var rooms = (room + " " + (allowed == null ? "" : allowed)).strip();
    classes()
        .that()
        .resideInAPackage(house + "." + room)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage(house + ".."))
                .or(resideInAnyPackage(rooms.replaceAll("\\S+", house + ".$0").split(" ", -1))))
        .check(QTRACE);
  }

  @Test
  void onlyLogLinesKnowHowTheyAreRead() {
    noClasses()
        .that()
        .resideOutsideOfPackage(LOG + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            LOG + ".stamp..",
            LOG + ".prefix..",
            LOG + ".number..",
            LOG + ".value..",
            LOG + ".pattern..")
        .check(QTRACE);
  }

  @Test
  void onlyTheStageKnowsHowItDecodesAndAttributes() {
    noClasses()
        .that()
        .resideOutsideOfPackage(TOPOLOGY + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            TOPOLOGY + ".decode..",
            TOPOLOGY + ".attribute..",
            TOPOLOGY + ".aggregate..",
            TOPOLOGY + ".declared..",
            TOPOLOGY + ".vms..",
            TOPOLOGY + ".rollup..",
            TOPOLOGY + ".silence..",
            TOPOLOGY + ".fair..",
            TOPOLOGY + ".meter..",
            TOPOLOGY + ".flow..")
        .check(QTRACE);
  }

  @Test
  void onlyConversionsKnowHowTheyFindTheirBlocks() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CONVERSION + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            CONVERSION + ".snapshot..",
            CONVERSION + ".page..",
            CONVERSION + ".memory..",
            CONVERSION + ".attribution..")
        .check(QTRACE);
  }

  @Test
  void noRoomHasMoreThanTwelveTypes() {
    var types =
        QTRACE.stream()
            .filter(c -> !c.getPackageName().equals("io.qtrace.contract"))
            .filter(JavaClass::isTopLevelClass)
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(types)
        .isNotEmpty()
        .allSatisfy((room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(12));
  }
}
