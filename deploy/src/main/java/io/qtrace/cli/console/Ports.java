package io.qtrace.cli.console;

/** Port numbers that people give. */
public final class Ports {

  private static final int HIGHEST = 65_535;

  private Ports() {}

  /**
   * The port itself.
   *
   * @throws Failure if there is no such port
   */
  public static int checked(String option, int port) {
    if (port < 0 || port > HIGHEST) {
      throw Failure.usage("%s %d: give 1 to %d, or 0 for any".formatted(option, port, HIGHEST));
    }
    return port;
  }
}
