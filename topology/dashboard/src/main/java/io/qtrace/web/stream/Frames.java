package io.qtrace.web.stream;

import io.qtrace.contract.Alert;
import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.FleetChange;
import io.qtrace.fleet.VmHistory;
import io.qtrace.fleet.VmRow;
import io.qtrace.fleet.window.Texts;
import io.qtrace.web.json.FleetJson;
import io.qtrace.web.json.VmJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Events of one second, each encoded once, when the first listener needs it. Not thread-safe. */
final class Frames {

  private final Fleet fleet;
  private final long id;
  private final @Nullable FleetChange change;
  private final Map<String, ByteBuffer> made = new HashMap<>();

  /**
   * @param id of all of them
   * @param change since the last ones; null: there are snapshots only
   */
  Frames(Fleet fleet, long id, @Nullable FleetChange change) {
    this.fleet = fleet;
    this.id = id;
    this.change = change;
  }

  /** What a listener gets: all there is if it is behind, else what changed. */
  List<ByteBuffer> of(Listener listener) {
    var news = change;
    return listener.isBehind() || news == null
        ? snapshots(listener.views)
        : changes(listener.views, news);
  }

  private List<ByteBuffer> snapshots(Views views) {
    var frames = new ArrayList<ByteBuffer>();
    frames.add(frame("retry: 2000\n\n"));
    if (views.fleet()) {
      frames.add(once("fleet", "fleet", () -> FleetJson.snapshot(fleet.state(), fleet.rows())));
    }
    if (views.alerts()) {
      frames.add(once("alerts", "alerts", () -> FleetJson.page("alerts", alerts(), null)));
    }
    views.vms().forEach(vm -> frames.add(vm(vm)));
    views
        .aggregations()
        .forEach(name -> frames.add(once("aggregation", name, () -> FleetJson.news(name, 0))));
    return frames;
  }

  private List<Alert> alerts() {
    return fleet.alerts().stream().sorted(Comparator.comparing(Alert::getAt).reversed()).toList();
  }

  private List<ByteBuffer> changes(Views views, FleetChange news) {
    var frames = new ArrayList<ByteBuffer>();
    if (views.fleet()) {
      frames.add(once("delta", "delta", () -> FleetJson.delta(news)));
    }
    if (views.alerts()) {
      int number = 0;
      for (var alert : news.alerts()) {
        frames.add(once("alert", Integer.toString(number++), () -> FleetJson.alert(alert)));
      }
    }
    for (var row : views.vms().isEmpty() ? List.<VmRow>of() : news.vms()) {
      if (views.vms().contains(row.vm())) {
        frames.add(vm(row.vm()));
      }
    }
    for (var name : views.aggregations()) {
      var count = news.results().get(name);
      if (count != null) {
        frames.add(once("aggregation", name, () -> FleetJson.news(name, count)));
      }
    }
    return frames;
  }

  /** One that is not known has no windows. */
  private ByteBuffer vm(String name) {
    return once(
        "vm",
        name,
        () ->
            VmJson.vm(
                fleet.vm(name).orElse(new VmHistory(name, "", List.of(), List.of(), new Texts())),
                fleet.aggregationsOf(name)));
  }

  private ByteBuffer once(String event, String key, Supplier<ByteBuffer> data) {
    return made.computeIfAbsent(event + " " + key, k -> frame(event, data.get()));
  }

  private ByteBuffer frame(String event, ByteBuffer data) {
    var head = bytes("id: %d\nevent: %s\ndata: ".formatted(id, event));
    return ByteBuffer.allocate(head.length + data.remaining() + 2)
        .put(head)
        .put(data)
        .put(bytes("\n\n"))
        .flip();
  }

  static ByteBuffer frame(String text) {
    return ByteBuffer.wrap(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
