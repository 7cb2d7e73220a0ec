package io.qtrace.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The distribution's {@code qtrace} as a child process, with the archives of classes that {@code
 * deploy/qtrace} uses, so that it starts sooner.
 */
public final class DeployedQtrace {

  private static final String ARCHIVE = "qtrace.jsa";

  private DeployedQtrace() {}

  /**
   * The same as {@link #command}, in a JVM that is up sooner.
   *
   * @param jvm options of the JVM besides
   */
  public static List<String> quick(String... jvm) {
    return withProgram(Jvm.quick(jvm));
  }

  /**
   * A command line, to which the command's own arguments are added.
   *
   * @param jvm options of the JVM
   */
  public static List<String> command(List<String> jvm) {
    var command = Jvm.plain();
    command.addAll(jvm);
    return withProgram(command);
  }

  private static List<String> withProgram(List<String> command) {
    var archive = Path.of(System.getProperty("qtrace.archives"), ARCHIVE);
    if (Files.isReadable(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.addAll(List.of("-Xshare:auto", "-Xlog:cds*=off"));
    command.add("-Dqtrace.registry.archive=" + System.getProperty("qtrace.registry.archive"));
    var jar = Path.of(System.getProperty("qtrace.home"), "lib", "qtrace.jar");
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }
}
