package io.qtrace.worker;

import org.eclipse.jetty.util.thread.ShutdownThread;

/**
 * Connect stops its REST server when the JVM ends, and Jetty, as Connect asks it to, does so too.
 * At the same time the two can get in each other's way: the server's threads then go on, Connect
 * waits for them for ever, and neither tasks nor the group ever hear of the end.
 */
public final class RestServerStop {

  private RestServerStop() {}

  /** From now on only Connect does it. Call this once the worker has started. */
  public static void leaveToConnect() {
    Runtime.getRuntime().removeShutdownHook(ShutdownThread.getInstance());
  }
}
