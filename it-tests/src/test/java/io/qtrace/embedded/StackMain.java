package io.qtrace.embedded;

import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import io.qtrace.embedded.place.StackLog;
import java.io.IOException;
import java.nio.file.Path;

/** Runs an embedded stack in a JVM that a test may kill; stops it at the end of standard input. */
final class StackMain {
  private StackMain() {}

  /** Arguments: the data directory, and the ports of broker and registry. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[0]);
    StackLog.toFile(data.resolve("log").resolve("qtrace.log"));
    try {
      EmbeddedOptions options =
          EmbeddedOptions.in(data)
              .withPorts(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      try (EmbeddedStack stack = EmbeddedStack.start(options)) {
        System.out.println("ready " + stack.bootstrap() + " " + stack.registryUrl());
        while (System.in.read() >= 0) {
          // the test holds the other end
        }
      }
    } catch (EmbeddedException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }
}
