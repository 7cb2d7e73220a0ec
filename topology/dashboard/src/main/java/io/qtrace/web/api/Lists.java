package io.qtrace.web.api;

import io.qtrace.contract.Alert;
import io.qtrace.contract.Ledger;
import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.VmRow;
import io.qtrace.web.json.FleetJson;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lists of what is in memory, a page at a time; a cursor is the number of the next item. */
final class Lists {

  static final Set<String> OF_VMS = Set.of("sort", "filter", "limit", "cursor");
  static final Set<String> OF_ALERTS = Set.of("state", "limit", "cursor");
  static final Set<String> OF_SOURCES = Set.of("limit", "cursor");

  private static final Comparator<VmRow> BY_NAME = Comparator.comparing(VmRow::vm);

  /** Numbers fall, texts rise. */
  private static final Map<String, Comparator<VmRow>> ORDERS =
      Map.of(
          "rate", Comparator.comparingDouble(VmRow::conversionsPerSecond).reversed(),
          "shared", Comparator.comparingLong(VmRow::sharedBytes).reversed(),
          "ping-pong", Comparator.comparingLong(VmRow::pingPongPages).reversed(),
          "split", Comparator.comparingLong(VmRow::splitFrames).reversed(),
          "vm", BY_NAME,
          "host", Comparator.comparing(VmRow::host));

  private final Fleet fleet;

  Lists(Fleet fleet) {
    this.fleet = fleet;
  }

  ByteBuffer vms(Query query) {
    var sort = query.oneOf("sort", List.copyOf(new TreeSet<>(ORDERS.keySet()))).orElse("rate");
    var wanted = query.text("filter").orElse("").toLowerCase(Locale.ROOT);
    var rows =
        fleet.rows().stream()
            .filter(row -> has(row, wanted))
            .sorted(ORDERS.getOrDefault(sort, BY_NAME).thenComparing(BY_NAME))
            .toList();
    var page = page(rows, query);
    return FleetJson.vms(page, rows.size(), next(rows, query));
  }

  private static boolean has(VmRow row, String wanted) {
    return row.vm().toLowerCase(Locale.ROOT).contains(wanted)
        || row.host().toLowerCase(Locale.ROOT).contains(wanted)
        || row.blocks().stream().anyMatch(b -> b.toLowerCase(Locale.ROOT).contains(wanted));
  }

  /** What changed last comes first. */
  ByteBuffer alerts(Query query) {
    var state = query.oneOf("state", List.of("pending", "firing", "resolved"));
    var alerts =
        fleet.alerts().stream()
            .filter(alert -> state.isEmpty() || alert.getState().equals(state.get()))
            .sorted(Comparator.comparing(Alert::getAt).reversed())
            .toList();
    return FleetJson.page("alerts", page(alerts, query), next(alerts, query));
  }

  ByteBuffer sources(Query query) {
    var order = Comparator.comparing(Ledger::getVm).thenComparing(Ledger::getSource);
    var sources = fleet.sources().stream().sorted(order).toList();
    return FleetJson.page("sources", page(sources, query), next(sources, query));
  }

  static <T> List<T> page(List<T> all, Query query) {
    int from = Math.min(query.position(), all.size());
    return all.subList(from, (int) Math.min((long) from + query.limit(), all.size()));
  }

  static @Nullable String next(List<?> all, Query query) {
    long next = (long) query.position() + query.limit();
    return next < all.size() ? Long.toString(next) : null;
  }
}
