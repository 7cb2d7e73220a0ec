package io.qtrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.junit.jupiter.api.Test;

class RestServerStopTest {

  @Test
  void isNotJettysWhenTheJvmEnds() {
    ShutdownThread.register(new AbstractLifeCycle() {});

    RestServerStop.leaveToConnect();

    boolean wasStillJettys = Runtime.getRuntime().removeShutdownHook(ShutdownThread.getInstance());
    assertThat(wasStillJettys).isFalse();
  }
}
