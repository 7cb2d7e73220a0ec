package io.qtrace.embedded.place;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories and files that nobody but their owner gets to see. What is in such a directory is
 * private whatever its own permissions are, which others' code chooses.
 */
final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> NEW =
      PosixFilePermissions.asFileAttribute(DIRECTORY);

  private PrivateFiles() {}

  /** With those above it that are missing. One that is there stays as it is. */
  static Path directory(Path path) throws IOException {
    return Files.createDirectories(path, NEW);
  }

  /** A directory with nothing in it, whatever was there. */
  static void empty(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      delete(path);
    }
    directory(path);
  }

  /** With all that is in it. */
  static void delete(Path directory) throws IOException {
    Files.walkFileTree(directory, new Deletion());
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  /**
   * Takes from others what an earlier version, or somebody's umask, left open to them. Where that
   * is not permitted, as on a volume of somebody else, the log says so.
   */
  static void tighten(Path root) {
    try {
      if (isPrivate(root)) {
        return;
      }
      Files.setPosixFilePermissions(root, DIRECTORY);
      Files.walkFileTree(root, new Tightening());
      log.warn("{} was open to other users of this machine; it is not any more", root);
    } catch (IOException | UnsupportedOperationException e) {
      log.warn(
          "{} is open to other users of this machine, and stays so ({}); as its owner: chmod -R go= {}",
          root,
          e.toString(),
          root);
    }
  }

  private static boolean isPrivate(Path path) throws IOException {
    return DIRECTORY.containsAll(Files.getPosixFilePermissions(path));
  }

  /** Not through links: what they lead to is not ours. */
  private static final class Tightening extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.setPosixFilePermissions(directory, DIRECTORY);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(file, FILE);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
