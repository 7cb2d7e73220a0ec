package io.qtrace.allowed;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What connectors may read: files, and what is below directories. Where a symbolic link leads
 * decides, not where it lies. Immutable.
 */
public final class AllowedPaths {

  private final List<Path> roots;

  private AllowedPaths(List<Path> roots) {
    this.roots = roots;
  }

  static AllowedPaths parse(String text) {
    return new AllowedPaths(
        Arrays.stream(text.split(":", -1))
            .filter(path -> path.startsWith("/"))
            .map(path -> real(Path.of(path)))
            .toList());
  }

  /**
   * Whether a file or directory is there or not makes no difference.
   *
   * @throws IllegalArgumentException if it is not allowed, saying what to do
   */
  public void check(Path path) {
    if (!contains(path)) {
      throw new IllegalArgumentException(
          "%s is none of the files, and below none of the directories, that connectors of this worker may read; who runs the worker can name it in %s"
              .formatted(path, Allowed.PATHS_VARIABLE));
    }
  }

  public boolean contains(Path path) {
    return rootOf(real(path)).isPresent();
  }

  private Optional<Path> rootOf(Path real) {
    return roots.stream().filter(real::startsWith).findFirst();
  }

  /** Links resolved as far as there are any; the rest as it is written. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      var parent = path.getParent();
      var name = path.getFileName();
      return parent == null || name == null
          ? path.normalize()
          : real(parent).resolve(name).normalize();
    }
  }

  /**
   * Opens an allowed file. From the allowed directory down no link is followed, so that none that
   * is put there between the check and the opening leads elsewhere.
   *
   * @throws AccessDeniedException if it is not allowed
   */
  public FileChannel open(Path file, StandardOpenOption... how) throws IOException {
    var real = file.toRealPath();
    var root =
        rootOf(real)
            .orElseThrow(
                () ->
                    new AccessDeniedException(
                        file.toString(), null, "leads to where connectors may not read"));
    var from = root.equals(real) ? root.getParent() : root;
    if (from == null) {
      throw new AccessDeniedException(file.toString());
    }
    var options = new HashSet<OpenOption>(Arrays.asList(how));
    options.add(NOFOLLOW_LINKS);
    return openBelow(directory(from), from.relativize(real), options);
  }

  private static FileChannel openBelow(
      SecureDirectoryStream<Path> from, Path names, Set<OpenOption> options) throws IOException {
    var directory = from;
    try {
      for (int i = 0; i < names.getNameCount() - 1; i++) {
        var next = directory.newDirectoryStream(names.getName(i), NOFOLLOW_LINKS);
        directory.close();
        directory = next;
      }
      return (FileChannel) directory.newByteChannel(names.getFileName(), options);
    } finally {
      directory.close();
    }
  }

  /** Linux has them; docs/connectors.md asks for Linux. */
  @SuppressWarnings("StreamResourceLeak") // it is the caller's
  private static SecureDirectoryStream<Path> directory(Path path) throws IOException {
    var stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new NotDirectoryException(path.toString());
  }

  /** All of an allowed file. */
  public byte[] read(Path file) throws IOException {
    try (var channel = open(file, StandardOpenOption.READ)) {
      return Channels.newInputStream(channel).readAllBytes();
    }
  }
}
