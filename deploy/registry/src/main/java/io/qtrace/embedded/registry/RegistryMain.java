package io.qtrace.embedded.registry;

import java.io.IOException;

/**
 * Starts Apicurio's own main class, and exits at the end of standard input: the parent holds the
 * other end of that pipe, so the kernel closes it however the parent ends.
 *
 * <p>In a jar of its own, because qtrace's other libraries would shadow those of Apicurio.
 */
public final class RegistryMain {
  private RegistryMain() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread watch = new Thread(RegistryMain::exitWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    Class.forName("io.quarkus.runner.GeneratedMain")
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
  }

  private static void exitWithParent() {
    try {
      while (System.in.read() >= 0) {
        // the parent never writes
      }
    } catch (IOException e) {
      // the pipe broke, which says the same
    }
    // No orderly shutdown: every change is on disk already, and the port must be free for the next.
    Runtime.getRuntime().halt(0);
  }
}
