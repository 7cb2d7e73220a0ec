package io.qtrace.web.api;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.fleet.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is asked and answered is in openapi.json, and the other way round. */
final class ContractTest {

  private static final Set<String> OF_PROCESS = Set.of("/metrics", "/health/live", "/health/ready");

  private OpenApi contract;
  private Served served;

  @BeforeEach
  void start() throws IOException {
    contract = new OpenApi();
    served = new Served();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void hasEveryRouteAndParameter() {
    var routes =
        new Routes(served.fleet, null)
            .all().stream().collect(toMap(Route::path, Route::parameters));
    routes.put(Routes.STREAM, StreamHandler.PARAMETERS);
    var described = new TreeSet<>(contract.paths());
    described.removeAll(OF_PROCESS);
    assertThat(described).isEqualTo(new TreeSet<>(routes.keySet()));
    routes.forEach(
        (path, parameters) ->
            assertThat(contract.parameters(path)).as(path).isEqualTo(new TreeSet<>(parameters)));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/fleet, /api/v1/fleet",
    "/api/v1/vms, /api/v1/vms?limit=1",
    "/api/v1/vms/{vm}, /api/v1/vms/vm-1",
    "/api/v1/aggregations, /api/v1/aggregations",
    "/api/v1/aggregations/{name}/results, /api/v1/aggregations/accesses/results",
    "/api/v1/alerts, /api/v1/alerts",
    "/api/v1/ledger, /api/v1/ledger",
    "/api/v1/openapi.json, /api/v1/openapi.json",
  })
  void answersAreAsItSays(String path, String address) throws Exception {
    var answer = served.json(address);
    assertThat(contract.differences(contract.answer(path), answer)).isEmpty();
    assertThat(answer.elements()).toIterable().isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400, /api/v1/vms?sort=x",
    "400, /api/v1/vms?limit=0",
    "400, /api/v1/vms?limit=1001",
    "400, /api/v1/vms?limit=1&limit=2",
    "400, /api/v1/vms?cursor=-1",
    "400, /api/v1/vms?sorted=rate",
    "400, /api/v1/fleet?x=1",
    "400, /api/v1/windows",
    "400, /api/v1/windows?vm=v&from=yesterday",
    "400, /api/v1/windows?vm=v&from=2&to=1",
    "400, /api/v1/windows?vm=v&cursor=1",
    "400, /api/v1/alerts?state=over",
    "400, /api/v1/stream",
    "400, /api/v1/stream?view=all",
    "404, /api/v1/vms/none",
    "404, /api/v1/aggregations/none/results",
    "404, /api/v1/aggregations/accesses",
    "404, /api/v1/nothing",
    "404, /api/v2",
  })
  void refusalsSayWhatToDo(int status, String address) throws Exception {
    var answer = served.ask(address);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    var problem = Served.read(answer.body());
    assertThat(contract.differences(contract.schema("Problem"), problem)).isEmpty();
    assertThat(problem.get("detail").asText()).isNotBlank();
  }

  @Test
  void eventsAreAsItSays() throws Exception {
    var events = new LinkedHashMap<String, String>();
    try (var in = served.listen("fleet,alerts,vm:vm-1,aggregation:accesses");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      readInto(events, lines, Set.of("fleet", "alerts", "vm", "aggregation"));
      served.fleet.add("b", Sample.alert("vm-2", "pending"));
      served.fleet.add(Sample.block("vm-1", "pc.ram", 9, 1));
      readInto(events, lines, Set.of("delta", "alert"));
    }
    var described = contract.schema("StreamEvents").get("properties");
    assertThat(events).containsOnlyKeys("fleet", "alerts", "vm", "aggregation", "delta", "alert");
    for (Map.Entry<String, String> event : events.entrySet()) {
      var value = Served.read(event.getValue());
      assertThat(contract.differences(described.get(event.getKey()), value))
          .as(event.getKey())
          .isEmpty();
    }
  }

  private static void readInto(Map<String, String> events, BufferedReader lines, Set<String> wanted)
      throws IOException {
    var event = "";
    while (!events.keySet().containsAll(wanted)) {
      var line = lines.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        events.put(event, line.substring("data: ".length()));
      }
    }
  }
}
