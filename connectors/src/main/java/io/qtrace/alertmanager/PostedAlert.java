package io.qtrace.alertmanager;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as Alertmanager takes it.
 *
 * @param labels identify it; names are {@linkplain Names valid}
 * @param startsAt event time
 * @param endsAt event time; null while it fires
 * @param generatorUrl empty for none
 */
public record PostedAlert(
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    @Nullable Instant endsAt,
    String generatorUrl) {

  public PostedAlert {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  boolean isFiring() {
    return endsAt == null;
  }
}
