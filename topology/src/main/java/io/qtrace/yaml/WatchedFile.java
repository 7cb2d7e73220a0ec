package io.qtrace.yaml;

import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file that is looked at now and then. The whole text is compared, not a time stamp: it is small,
 * and so neither a swapped symbolic link (Kubernetes' ConfigMap) nor two changes within one tick of
 * the file system's clock go unnoticed. Thread-safe.
 */
public final class WatchedFile {

  private final Path path;

  /** The bytes that were seen last, sound or not. */
  private byte[] seen;

  /** Why it could not be read when it was looked at last; empty if it could. */
  private String failure = "";

  /**
   * @param seen what it has, as far as is known
   */
  public WatchedFile(Path path, byte[] seen) {
    this.path = path;
    this.seen = seen.clone();
  }

  /**
   * One byte more than a file may have is enough to see that it has too many.
   *
   * @throws IOException if it cannot be read
   */
  public static byte[] read(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      return in.readNBytes(YamlBytes.MOST_BYTES + 1);
    }
  }

  public Path path() {
    return path;
  }

  /**
   * What it has now, if that is not what it had, or if it could not be read in between.
   *
   * @param missed is told once why it cannot be read
   */
  public synchronized Optional<byte[]> change(Consumer<String> missed) {
    byte[] bytes;
    try {
      bytes = read(path);
    } catch (IOException e) {
      var why = "cannot be read (%s)".formatted(Reasons.of(e));
      if (!why.equals(failure)) {
        failure = why;
        missed.accept(why);
      }
      return Optional.empty();
    }
    boolean isSame = failure.isEmpty() && Arrays.equals(bytes, seen);
    failure = "";
    seen = bytes;
    return isSame ? Optional.empty() : Optional.of(bytes);
  }
}
