package io.qtrace.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.testing.Jvm;
import io.qtrace.topology.config.DecodeConfig;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A decode stage in a JVM that a test may kill. Arguments are settings, {@code name=value}. */
final class DecodeMain {

  private DecodeMain() {}

  /** Starts it. */
  static Process fork(Map<String, String> settings) throws IOException {
    var command = Jvm.ofTests(DecodeMain.class);
    settings.forEach((name, value) -> command.add(name + "=" + value));
    return new ProcessBuilder(command).inheritIO().start();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> settings = new TreeMap<>();
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    var config = DecodeConfig.from(settings);
    try (var decoding = new DecodeApplication(config, new SimpleMeterRegistry(), state -> {})) {
      decoding.start();
      Thread.currentThread().join();
    }
  }
}
