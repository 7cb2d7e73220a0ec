package io.qtrace.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The temporary directory of this JVM while a stack runs: native libraries that RocksDB and the
 * compressions unpack, and what a killed run left of them. In the data directory, so that nobody
 * else sees it, and that it goes with it.
 */
final class Scratch implements AutoCloseable {
  private static final String PROPERTY = "java.io.tmpdir";

  private final @Nullable String before;

  private Scratch(@Nullable String before) {
    this.before = before;
  }

  /** Empties the directory: who holds the data directory is its only user. */
  static Scratch in(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      Files.walkFileTree(directory, new Deletion());
    }
    PrivateFiles.directory(directory);
    return new Scratch(System.setProperty(PROPERTY, directory.toString()));
  }

  @Override
  public void close() {
    if (before != null) {
      System.setProperty(PROPERTY, before);
    }
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
}
