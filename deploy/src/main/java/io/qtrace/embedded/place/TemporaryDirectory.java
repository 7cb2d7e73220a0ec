package io.qtrace.embedded.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is gone, with all that is in it, when this is closed. */
public record TemporaryDirectory(Path path) implements AutoCloseable {

  public static TemporaryDirectory create(String name) throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory(name));
  }

  @Override
  public void close() throws IOException {
    PrivateFiles.delete(path);
  }
}
