package io.qtrace;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rooms of the dashboard's read model and HTTP server. */
@Tag("slow")
final class DashboardRoomsTest {

  /** First column: a room of the dashboard; second: all of ours that it may see. */
  @ParameterizedTest(name = "{0} sees only {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fleet.window | contract
          fleet.result | contract fleet.window
          fleet        | contract fleet.result fleet.window
          fleet.read   | contract frame registry retry text fleet fleet.result
          web          | bytes
          web.json     | contract schema fleet fleet.result fleet.window
          web.stream   | contract fleet fleet.window web.json
          web.api      | contract text fleet fleet.read fleet.result web web.json web.stream
          """)
  void roomsOfTheDashboardSeeOnlyWhatComesBeforeThem(String room, String allowed) {
    RoomsTest.checkRoom("io.qtrace", room, allowed);
  }
}
