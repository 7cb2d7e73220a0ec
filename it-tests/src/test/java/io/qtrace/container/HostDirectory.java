package io.qtrace.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What a worker sees of its host: traces and logs of QEMUs, and the connectors that read them.
 * Everybody may read it, since the worker has no rights of its own.
 */
record HostDirectory(Path path) {

  static HostDirectory create(String test) throws IOException {
    var parent = Files.createDirectories(Path.of("target", "container-tests"));
    var path = Files.createTempDirectory(parent, test);
    var directory = new HostDirectory(path);
    open(path);
    for (var child : new String[] {"connectors", "traces", "logs"}) {
      open(Files.createDirectory(path.resolve(child)));
    }
    return directory;
  }

  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path traces() {
    return path.resolve("traces");
  }

  Path logs() {
    return path.resolve("logs");
  }

  /** Puts a file there, as its container sees it. */
  String put(String name, byte[] bytes) throws IOException {
    Files.write(path.resolve(name), bytes);
    return "/host/" + name;
  }

  /**
   * Declares a connector for a directory below this one. Heartbeats are further apart than a stage
   * waits for a silent VM: the bundled trace may be of a time to come, for it counts from the boot
   * of another machine, and only silence closes its windows.
   *
   * @param definitions as the container sees it; empty: the decode stage's own
   */
  void connector(String name, String type, String prefix, String below, String definitions)
      throws IOException {
    Files.writeString(
        path.resolve("connectors").resolve(name + ".json"),
        """
        {
          "connector.class": "io.qtrace.connect.%s",
          "tasks.max": "2",
          "exactly.once.support": "required",
          "key.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
          "value.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
          "directory": "/host/%s",
          "topic": "%sraw",
          "definitions.topic": "%sdefinitions",
          "definitions.file": "%s",
          "host": "host-1",
          "scan.interval.ms": "200",
          "heartbeat.interval.ms": "20000",
          "offset.flush.interval.ms": "1000"
        }
        """
            .formatted(type, below, prefix, prefix, definitions));
  }
}
