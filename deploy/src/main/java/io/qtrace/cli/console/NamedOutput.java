package io.qtrace.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An output that fails by its name: whatever writes to it, however deep in a library, ends with an
 * {@link OutputFailed} that says which output it was. Unbuffered; as thread-safe as what it wraps.
 */
public final class NamedOutput extends OutputStream {

  private final String name;
  private final OutputStream out;

  private NamedOutput(String name, OutputStream out) {
    this.name = name;
    this.out = out;
  }

  /**
   * @param name as messages call it
   */
  public static NamedOutput of(String name, OutputStream out) {
    return out instanceof NamedOutput named ? named : new NamedOutput(name, out);
  }

  /**
   * Creates the file, or empties it.
   *
   * @param name as messages call it, such as {@code --out events.txt}
   * @throws OutputFailed if it cannot be created
   */
  public static NamedOutput file(String name, Path file) {
    try {
      return new NamedOutput(name, Files.newOutputStream(file));
    } catch (IOException e) {
      throw new OutputFailed(name, e);
    }
  }

  @Override
  public void write(int b) {
    try {
      out.write(b);
    } catch (IOException e) {
      throw new OutputFailed(name, e);
    }
  }

  @Override
  public void write(byte[] b, int off, int len) {
    try {
      out.write(b, off, len);
    } catch (IOException e) {
      throw new OutputFailed(name, e);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new OutputFailed(name, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new OutputFailed(name, e);
    }
  }
}
