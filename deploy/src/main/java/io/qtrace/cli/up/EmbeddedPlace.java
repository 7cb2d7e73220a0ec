package io.qtrace.cli.up;

import io.qtrace.cli.console.Failure;
import io.qtrace.cli.option.Port;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the embedded broker and registry live. */
final class EmbeddedPlace {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory. Default: qtrace in $$XDG_DATA_HOME or ~/.local/share.")
  private @Nullable Path data;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      converter = Port.class,
      defaultValue = "9092",
      description = "Port of the broker; 0: any. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort = EmbeddedOptions.DEFAULT_KAFKA_PORT;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      converter = Port.class,
      defaultValue = "8081",
      description = "Port of the registry; 0: any. Default: ${DEFAULT-VALUE}.")
  private int registryPort = EmbeddedOptions.DEFAULT_REGISTRY_PORT;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = {
        "Open both ports at this address. Default: ${DEFAULT-VALUE}. For containers, whose ports are",
        "published on the host's 127.0.0.1: that is where the broker sends its clients."
      })
  private String listen = "127.0.0.1";

  /** The given directory, else the user's own. */
  Path data(Map<String, String> environment) {
    if (data != null) {
      return data;
    }
    var xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    var home = environment.getOrDefault("HOME", "");
    if (xdg.isEmpty() && home.isEmpty()) {
      throw Failure.usage("neither XDG_DATA_HOME nor HOME is set; say where by --data DIR");
    }
    return (xdg.isEmpty() ? Path.of(home, ".local", "share") : Path.of(xdg)).resolve("qtrace");
  }

  private void requireAddress() {
    try {
      InetAddress.getByName(listen);
    } catch (UnknownHostException e) {
      throw Failure.usage(
          "--listen %s: unknown host; give an address of this machine, such as 0.0.0.0"
              .formatted(listen));
    }
  }

  /** The given directory, else {@code other}. */
  Path dataOr(Path other) {
    return data != null ? data : other;
  }

  /**
   * Ports and data directory.
   *
   * @throws Failure if they cannot be
   */
  EmbeddedOptions options(Path directory) {
    requireAddress();
    try {
      return EmbeddedOptions.in(directory).withPorts(kafkaPort, registryPort).listening(listen);
    } catch (EmbeddedException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()), e);
    }
  }
}
