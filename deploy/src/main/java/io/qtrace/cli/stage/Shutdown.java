package io.qtrace.cli.stage;

import java.util.function.Consumer;

/** Closes something when the process is told to end, by ctrl-C or SIGTERM, before it does. */
public final class Shutdown implements AutoCloseable {

  private final Thread hook;

  private Shutdown(Thread hook) {
    this.hook = hook;
  }

  /** From now on, and until this is closed. */
  public static Shutdown closes(AutoCloseable resource, Consumer<Exception> failed) {
    var hook =
        new Thread(
            () -> {
              try {
                resource.close();
              } catch (Exception e) { // whatever it is, the JVM ends now
                failed.accept(e);
              }
            },
            "qtrace-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Shutdown(hook);
  }

  /** Forgets the resource; without effect once the process is ending. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Too late: the hook runs.
    }
  }
}
