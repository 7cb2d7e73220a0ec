package io.qtrace.embedded;

import io.qtrace.embedded.place.DataDirectory;
import io.qtrace.embedded.place.EmbeddedException;
import io.qtrace.embedded.place.EmbeddedOptions;
import java.io.IOException;
import java.nio.file.Path;

/** The embedded registry, for tests that have a broker of their own. */
public final class RegistryAlone implements AutoCloseable {

  private final DataDirectory data;
  private final RegistryProcess process;

  private RegistryAlone(DataDirectory data, RegistryProcess process) {
    this.data = data;
    this.process = process;
  }

  /** Returns at once; {@link #url} waits. */
  public static RegistryAlone start(Path directory) throws EmbeddedException {
    var data = DataDirectory.open(directory);
    var options = EmbeddedOptions.in(directory).withPorts(0, 0);
    return new RegistryAlone(data, RegistryProcess.start(options, data));
  }

  /** Of its Confluent-compatible API, once it answers. */
  public String url() throws EmbeddedException, InterruptedException {
    process.awaitReady();
    return process.url();
  }

  @Override
  public void close() throws IOException {
    process.close();
    data.close();
  }
}
