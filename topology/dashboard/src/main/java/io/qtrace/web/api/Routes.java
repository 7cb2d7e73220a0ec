package io.qtrace.web.api;

import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.read.History;
import io.qtrace.web.json.FleetJson;
import io.qtrace.web.json.VmJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** The table of contents of the API; openapi.json describes the same. */
final class Routes {

  static final String STREAM = "/api/v1/stream";

  /** All other paths of the API. */
  static final Route NOTHING = new Route("/", Set.of(), query -> nothing());

  private static final Set<String> NONE = Set.of();
  private static final String DESCRIPTION = "/io/qtrace/web/openapi.json";

  private final Fleet fleet;
  private final Lists lists;
  private final Past past;
  private final ByteBuffer description = description();

  Routes(Fleet fleet, History history) {
    this.fleet = fleet;
    lists = new Lists(fleet);
    past = new Past(fleet, history);
  }

  List<Route> all() {
    return List.of(
        new Route("/api/v1/fleet", NONE, query -> FleetJson.fleet(fleet.state())),
        new Route("/api/v1/vms", Lists.OF_VMS, lists::vms),
        new Route("/api/v1/vms/{vm}", NONE, this::vm),
        new Route("/api/v1/windows", Past.OF_WINDOWS, past::windows),
        new Route(
            "/api/v1/aggregations", NONE, query -> FleetJson.aggregations(fleet.aggregations())),
        new Route("/api/v1/aggregations/{name}/results", Past.OF_RESULTS, past::results),
        new Route("/api/v1/alerts", Lists.OF_ALERTS, lists::alerts),
        new Route("/api/v1/ledger", Lists.OF_SOURCES, lists::sources),
        new Route("/api/v1/openapi.json", NONE, query -> description.slice()));
  }

  private ByteBuffer vm(Query query) {
    var known = fleet.vm(query.name());
    if (known.isEmpty()) {
      throw new Refusal(
          404, "No VM of this name has results in memory", "/api/v1/vms has those that do.");
    }
    return VmJson.vm(known.get(), fleet.aggregationsOf(query.name()));
  }

  private static ByteBuffer nothing() {
    throw new Refusal(404, "There is nothing here", "/api/v1/openapi.json says what there is.");
  }

  private static ByteBuffer description() {
    try (var in = Routes.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException("the build has left openapi.json out");
      }
      return ByteBuffer.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
