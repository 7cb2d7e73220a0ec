package io.qtrace.cli.stage;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Settings;
import io.qtrace.topology.DecodeConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the decode stage's configuration together: command line over environment over file. */
public final class StageConfig {

  /** The decode stage's settings, beyond {@code bootstrap}, {@code registry} and the prefix. */
  public static final List<String> KEYS =
      List.of(
          "alert.rules",
          "application.id",
          "conversions.enabled",
          "conversions.future.limit",
          "conversions.grace",
          "conversions.idle.timeout",
          "conversions.records",
          "conversions.windows",
          "definitions.default",
          "definitions.wait",
          "definitions.wait.bytes",
          "guarantee",
          "metrics.keep",
          "metrics.ram.blocks",
          "schemas.register",
          "state.dir",
          "threads",
          "topics.partitions.event",
          "topics.partitions.raw",
          "topics.replication",
          "topics.retention.event",
          "topics.retention.raw");

  private static final List<String> FAMILIES = List.of("kafka.", "registry.", "route.");

  private StageConfig() {}

  /**
   * @param defaults taken where nothing else is given
   * @param given the command line's
   */
  public static DecodeConfig of(
      Settings settings, Map<String, String> defaults, Map<String, String> given) {
    var properties = new LinkedHashMap<>(defaults);
    for (var key : KEYS) {
      settings.find(key).ifPresent(setting -> properties.put(key, setting.value()));
    }
    for (var family : FAMILIES) {
      settings
          .below(family)
          .forEach((key, setting) -> properties.put(family + key, setting.value()));
    }
    properties.putAll(given);
    try {
      return DecodeConfig.from(References.resolve(properties));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }
}
