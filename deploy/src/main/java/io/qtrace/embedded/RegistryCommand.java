package io.qtrace.embedded;

import io.qtrace.embedded.place.DataDirectory;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of the registry's JVM. */
final class RegistryCommand {
  static final String MAIN_CLASS = "io.qtrace.embedded.registry.RegistryMain";

  /** Class-data sharing archive of the registry's JVM, used when the file is there. */
  private static final String ARCHIVE_PROPERTY = "qtrace.registry.archive";

  /** Where the registry's JVM leaves such an archive when it exits. */
  private static final String NEW_ARCHIVE_PROPERTY = "qtrace.registry.archive.create";

  private RegistryCommand() {}

  /** Whether the registry's JVM writes a class-data archive when it stops, which takes a while. */
  static boolean leavesArchive() {
    return System.getProperty(NEW_ARCHIVE_PROPERTY) != null;
  }

  static List<String> of(EmbeddedOptions options, DataDirectory data, int port)
      throws IOException, EmbeddedException {
    Path registry = options.home().resolve("registry");
    List<String> command = new ArrayList<>();
    // With the trap, ctrl-C in a terminal reaches our JVM only, which stops its parts in order.
    command.addAll(List.of("sh", "-c", "umask 077; trap '' INT HUP; exec \"$@\"", "sh"));
    command.addAll(jvm());
    command.add("-Djava.io.tmpdir=" + data.temporary());
    command.addAll(settings(options.listen(), data.registry(), port));
    command.addAll(List.of("-cp", classPath(registry), MAIN_CLASS));
    return command;
  }

  /**
   * Apicurio's jar first: it holds classes of its libraries that its build has changed. Both jars
   * name those beside them; ours the ones that stand in for libraries of Apicurio's distribution.
   */
  private static String classPath(Path registry) throws IOException, EmbeddedException {
    return runner(registry) + File.pathSeparator + registry.resolve("qtrace-registry.jar");
  }

  private static List<String> jvm() {
    List<String> jvm = new ArrayList<>();
    jvm.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    jvm.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    jvm.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-Xshare:auto", "-Xlog:cds*=off"));
    String archive = System.getProperty(ARCHIVE_PROPERTY);
    if (archive != null && Files.isReadable(Path.of(archive))) {
      jvm.add("-XX:SharedArchiveFile=" + archive);
    }
    String newArchive = System.getProperty(NEW_ARCHIVE_PROPERTY);
    if (newArchive != null) {
      jvm.add("-XX:ArchiveClassesAtExit=" + newArchive);
    }
    return jvm;
  }

  private static List<String> settings(String listen, Path directory, int port) {
    return List.of(
        "-Dquarkus.http.host=" + listen,
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.banner.enabled=false",
        "-Dquarkus.http.access-log.enabled=false",
        "-Dquarkus.log.level=ERROR",
        "-Dquarkus.log.category.\"io.apicurio\".level=ERROR",
        "-Dapicurio.storage.kind=sql",
        "-Dapicurio.storage.sql.kind=h2",
        // Without WRITE_DELAY=0 a SIGKILL loses the newest schemas, and their ids are reused.
        "-Dapicurio.datasource.url=jdbc:h2:file:%s;WRITE_DELAY=0"
            .formatted(directory.resolve("registry")),
        "-Dapicurio.datasource.jdbc.initial-size=1",
        "-Dapicurio.datasource.jdbc.min-size=1",
        "-Dapicurio.datasource.jdbc.max-size=10",
        // One subject per event of any QEMU, and their revisions; the default is 1000.
        "-Dapicurio.ccompat.max-subjects=100000");
  }

  private static Path runner(Path registry) throws IOException, EmbeddedException {
    if (Files.isDirectory(registry)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(registry, "*-runner.jar")) {
        for (Path jar : jars) {
          return jar;
        }
      }
    }
    throw new EmbeddedException(
        "%s holds no schema registry: the distribution is incomplete; build it again: mvn -DskipTests package"
            .formatted(registry));
  }
}
