package io.qtrace.connect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.jspecify.annotations.Nullable;

/** What a form may offer for a setting, and whether it has to show it. */
final class Recommendations {

  private static final List<String> DEFINITIONS =
      List.of(
          "/usr/share/qemu/trace-events-all",
          "/usr/share/qemu-kvm/trace-events-all",
          "/usr/local/share/qemu/trace-events-all");

  private Recommendations() {}

  private record Offer(List<Object> values, Predicate<Map<String, Object>> shown)
      implements Recommender {

    @Override
    public List<Object> validValues(String name, Map<String, Object> settings) {
      return values;
    }

    @Override
    public boolean visible(String name, Map<String, Object> settings) {
      return shown.test(settings);
    }
  }

  /** Null if there is nothing to say. */
  static @Nullable Recommender of(String name) {
    return switch (name) {
      case TraceConnectorConfig.DEFINITIONS_FILE -> new Offer(existing(), settings -> true);
      case TraceConnectorConfig.DEFINITIONS_TOPIC ->
          new Offer(
              List.of(),
              settings -> !"".equals(settings.get(TraceConnectorConfig.DEFINITIONS_FILE)));
      case TraceConnectorConfig.HEARTBEAT_LAG_MS, TraceConnectorConfig.HEARTBEAT_STOP_MS ->
          new Offer(
              List.of(),
              settings ->
                  !Integer.valueOf(0)
                      .equals(settings.get(TraceConnectorConfig.HEARTBEAT_INTERVAL_MS)));
      case AlertmanagerConfig.BASIC_PASSWORD ->
          new Offer(List.of(), settings -> !"".equals(settings.get(AlertmanagerConfig.BASIC_USER)));
      case AlertmanagerConfig.TRUSTSTORE_TYPE, AlertmanagerConfig.KEYSTORE_TYPE ->
          new Offer(List.of("PEM", "PKCS12", "JKS"), Recommendations::usesTls);
      case AlertmanagerConfig.TRUSTSTORE,
          AlertmanagerConfig.TRUSTSTORE_PASSWORD,
          AlertmanagerConfig.KEYSTORE,
          AlertmanagerConfig.KEYSTORE_PASSWORD,
          AlertmanagerConfig.KEY_PASSWORD ->
          new Offer(List.of(), Recommendations::usesTls);
      default -> null;
    };
  }

  private static boolean usesTls(Map<String, Object> settings) {
    return String.valueOf(settings.get(AlertmanagerConfig.URLS)).contains("https:");
  }

  private static List<Object> existing() {
    return DEFINITIONS.stream()
        .filter(file -> Files.isReadable(Path.of(file)))
        .map(Object.class::cast)
        .toList();
  }
}
