package io.qtrace.cli.help;

import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What this build is made of. */
public final class Versions implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "qtrace " + ofQtrace(),
      "Kafka " + of("/kafka/kafka-version.properties"),
      "Avro " + of("/META-INF/maven/org.apache.avro/avro/pom.properties"),
      "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"))
    };
  }

  private static String ofQtrace() {
    // From the jar's manifest; classes that are not in a jar have none.
    var version = Versions.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "(unpackaged)");
  }

  // Not from the libraries' own classes: they would set up logging, and picocli asks at each start.
  private static String of(String resource) {
    var properties = new Properties();
    try (var in = Versions.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
