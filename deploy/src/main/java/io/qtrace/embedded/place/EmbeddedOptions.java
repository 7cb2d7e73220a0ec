package io.qtrace.embedded.place;

import java.nio.file.Path;

/**
 * What an embedded stack is made of.
 *
 * @param dataDirectory holds topics, schemas, state and logs; created when missing
 * @param kafkaPort 0 = any free port
 * @param registryPort 0 = any free port
 * @param listen the address of this machine that both ports are opened at. Clients are sent to
 *     127.0.0.1 all the same: another address is for containers, whose ports are published there
 * @param home the unpacked distribution, the directory with {@code lib} and {@code registry}
 */
public record EmbeddedOptions(
    Path dataDirectory, int kafkaPort, int registryPort, String listen, Path home) {
  public static final int DEFAULT_KAFKA_PORT = 9092;
  public static final int DEFAULT_REGISTRY_PORT = 8081;

  /** The default ports on loopback, and the distribution this JVM runs from. */
  public static EmbeddedOptions in(Path dataDirectory) throws EmbeddedException {
    return new EmbeddedOptions(
        dataDirectory,
        DEFAULT_KAFKA_PORT,
        DEFAULT_REGISTRY_PORT,
        LoopbackPort.HOST,
        Distribution.home());
  }

  public EmbeddedOptions withPorts(int kafka, int registry) {
    return new EmbeddedOptions(dataDirectory, kafka, registry, listen, home);
  }

  public EmbeddedOptions listening(String address) {
    return new EmbeddedOptions(dataDirectory, kafkaPort, registryPort, address, home);
  }

  /** The same, with any free port in the place of one that is taken. */
  public EmbeddedOptions orFreePorts() {
    return withPorts(
        LoopbackPort.isFree(kafkaPort) ? kafkaPort : 0,
        LoopbackPort.isFree(registryPort) ? registryPort : 0);
  }
}
