package io.qtrace.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs that tests start: they live too briefly for the better compiler's code to pay. */
public final class Jvm {

  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private Jvm() {}

  /** The JVM that runs the tests, as a command line without a program. */
  public static List<String> plain() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return command;
  }

  /**
   * The same, with half the work until a program serves.
   *
   * @param more options
   */
  public static List<String> quick(String... more) {
    var command = plain();
    command.addAll(QUICK_START);
    command.addAll(List.of(more));
    return command;
  }

  /**
   * A main class of the tests, with the tests' own class path.
   *
   * @param options of the JVM, besides those of {@link #quick}
   */
  public static List<String> ofTests(Class<?> main, String... options) {
    var command = quick(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}
