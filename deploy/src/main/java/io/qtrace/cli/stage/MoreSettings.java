package io.qtrace.cli.stage;

import io.qtrace.cli.console.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Settings on the command line that have no option of their own. */
public final class MoreSettings {

  @Option(
      names = "-X",
      paramLabel = "KEY=VALUE",
      description = {
        "Any property of the configuration, such as kafka.security.protocol=SSL for Kafka's clients",
        "or registry.bearer.auth.token=… for the registry's. May be repeated."
      })
  private Map<String, String> given = new LinkedHashMap<>();

  /**
   * By key.
   *
   * @param elsewhere keys that are given in another way, and how
   * @throws Failure if one of these is given
   */
  public Map<String, String> properties(Map<String, String> elsewhere) {
    elsewhere.forEach(
        (key, how) -> {
          if (given.containsKey(key)) {
            throw Failure.usage("-X %s=%s: %s".formatted(key, given.get(key), how));
          }
        });
    return given;
  }
}
