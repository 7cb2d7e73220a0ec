package io.qtrace.connect.sink;

import io.qtrace.connect.setting.Offer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.jspecify.annotations.Nullable;

/** What a form may offer for settings of the sink. */
final class AlertRecommendations {

  private AlertRecommendations() {}

  /** Null if there is nothing to say. */
  static @Nullable Recommender of(String name) {
    return switch (name) {
      case AlertmanagerConfig.BASIC_PASSWORD ->
          Offer.shownIf(all -> !"".equals(all.get(AlertmanagerConfig.BASIC_USER)));
      case AlertmanagerConfig.TRUSTSTORE_TYPE, AlertmanagerConfig.KEYSTORE_TYPE ->
          new Offer(List.of("PEM", "PKCS12", "JKS"), AlertRecommendations::usesTls);
      case AlertmanagerConfig.TRUSTSTORE,
          AlertmanagerConfig.TRUSTSTORE_PASSWORD,
          AlertmanagerConfig.KEYSTORE,
          AlertmanagerConfig.KEYSTORE_PASSWORD,
          AlertmanagerConfig.KEY_PASSWORD ->
          Offer.shownIf(AlertRecommendations::usesTls);
      default -> null;
    };
  }

  private static boolean usesTls(Map<String, Object> settings) {
    return String.valueOf(settings.get(AlertmanagerConfig.URLS)).contains("https:");
  }
}
