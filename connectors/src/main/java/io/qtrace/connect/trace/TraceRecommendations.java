package io.qtrace.connect.trace;

import io.qtrace.connect.setting.Offer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.jspecify.annotations.Nullable;

/** What a form may offer for settings of those that follow files. */
final class TraceRecommendations {

  private static final List<String> DEFINITIONS =
      List.of(
          "/usr/share/qemu/trace-events-all",
          "/usr/share/qemu-kvm/trace-events-all",
          "/usr/local/share/qemu/trace-events-all");

  private TraceRecommendations() {}

  /** Null if there is nothing to say. */
  static @Nullable Recommender of(String name) {
    return switch (name) {
      case TraceConnectorConfig.DEFINITIONS_FILE -> Offer.of(existing());
      case TraceConnectorConfig.DEFINITIONS_TOPIC ->
          Offer.shownIf(all -> !"".equals(all.get(TraceConnectorConfig.DEFINITIONS_FILE)));
      case TraceConnectorConfig.HEARTBEAT_LAG_MS, TraceConnectorConfig.HEARTBEAT_STOP_MS ->
          Offer.shownIf(
              all ->
                  !Integer.valueOf(0).equals(all.get(TraceConnectorConfig.HEARTBEAT_INTERVAL_MS)));
      default -> null;
    };
  }

  private static List<Object> existing() {
    return DEFINITIONS.stream()
        .filter(file -> Files.isReadable(Path.of(file)))
        .map(Object.class::cast)
        .toList();
  }
}
