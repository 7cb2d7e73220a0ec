package io.qtrace.cli.stage.setting;

import io.qtrace.cli.console.Failure;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Values that stand elsewhere, as in Kafka Connect: {@code ${env:NAME}}, {@code ${file:PATH:KEY}}
 * of a properties file, {@code ${directory:PATH:FILE}} for the text of a file.
 */
final class References {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file|directory):[^}]*}");

  private References() {}

  /**
   * @throws io.qtrace.cli.console.Failure naming the setting whose reference leads nowhere
   */
  static Map<String, String> resolve(Map<String, String> properties) {
    if (properties.values().stream().noneMatch(value -> value.contains("${"))) {
      return properties;
    }
    Map<String, ConfigProvider> providers =
        Map.of(
            "env", configured(new EnvVarConfigProvider()),
            "file", configured(new FileConfigProvider()),
            "directory", configured(new DirectoryConfigProvider()));
    var transformer = new ConfigTransformer(providers);
    var resolved = new HashMap<String, String>();
    properties.forEach((key, value) -> resolved.put(key, resolved(transformer, key, value)));
    return resolved;
  }

  private static ConfigProvider configured(ConfigProvider provider) {
    provider.configure(Map.of());
    return provider;
  }

  private static String resolved(ConfigTransformer transformer, String key, String value) {
    String text;
    try {
      text = String.valueOf(transformer.transform(Map.of(key, value)).data().get(key));
    } catch (RuntimeException e) {
      throw dangling(key, String.valueOf(e.getMessage()));
    }
    var left = REFERENCE.matcher(text);
    if (left.find()) {
      throw dangling(key, left.group() + " is not there");
    }
    return text;
  }

  private static Failure dangling(String key, String reason) {
    return Failure.usage(
        "%s: %s; write ${env:NAME}, ${file:PATH:KEY} or ${directory:PATH:FILE}"
            .formatted(key, reason));
  }
}
