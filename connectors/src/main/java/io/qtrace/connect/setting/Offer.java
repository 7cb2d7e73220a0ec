package io.qtrace.connect.setting;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef.Recommender;

/**
 * What a form may offer for a setting, and whether it has to show it.
 *
 * @param isShown tells by all settings
 */
public record Offer(List<Object> values, Predicate<Map<String, Object>> isShown)
    implements Recommender {

  public static Offer of(List<Object> values) {
    return new Offer(values, settings -> true);
  }

  /** Nothing, and nothing is asked unless it matters. */
  public static Offer shownIf(Predicate<Map<String, Object>> matters) {
    return new Offer(List.of(), matters);
  }

  @Override
  public List<Object> validValues(String name, Map<String, Object> settings) {
    return values;
  }

  @Override
  public boolean visible(String name, Map<String, Object> settings) {
    return isShown.test(settings);
  }
}
