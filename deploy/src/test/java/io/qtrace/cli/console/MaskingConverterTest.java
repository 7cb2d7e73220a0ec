package io.qtrace.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.plugins.util.PluginManager;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class MaskingConverterTest {

  @BeforeAll
  @SuppressWarnings("deprecation") // what "packages" in the properties does
  static void makeItKnown() {
    PluginManager.addPackage("io.qtrace.cli.console");
  }

  @Test
  void whoeverLogsASecretItIsMaskedInMessageAndStackTrace() throws IOException {
    var event =
        Log4jLogEvent.newBuilder()
            .setLevel(Level.WARN)
            .setLoggerName("org.example.Client")
            .setMessage(new SimpleMessage("no http://user:S3CRET@registry"))
            .setThrown(new IOException("at https://S3CRET@am?token=S3CRET, password=S3CRET"))
            .build();
    for (var pattern : patterns()) {
      var layout =
          PatternLayout.newBuilder()
              .withConfiguration(new DefaultConfiguration())
              .withPattern(pattern)
              .build();
      assertThat(layout.toSerializable(event))
          .contains("no http://user:********@registry")
          .contains("IOException: at https://********@am?token=********, password=********")
          .contains("\tat io.qtrace.cli.console.MaskingConverterTest")
          .doesNotContain("S3CRET");
    }
  }

  /** Those that the log is written with. */
  private static Iterable<String> patterns() throws IOException {
    var properties = new Properties();
    properties.load(
        new StringReader(Files.readString(Path.of("src/main/resources/log4j2.properties"))));
    var patterns =
        properties.stringPropertyNames().stream()
            .filter(name -> name.endsWith(".layout.pattern"))
            .map(properties::getProperty)
            .toList();
    assertThat(patterns).hasSize(2);
    return patterns;
  }
}
