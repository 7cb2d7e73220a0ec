package io.qtrace.embedded.place;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one embedded stack, its owner's alone, held by one process at a time. The kernel
 * gives the lock back when the process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  public static DataDirectory open(Path directory) throws EmbeddedException {
    Path root = directory.toAbsolutePath().normalize();
    if (root.toString().matches(".*[,;\\\\].*")) {
      // Kafka splits log.dirs at commas, H2 its URL at semicolons.
      throw new EmbeddedException(
          "the data directory %s cannot be used: its path has one of the characters , ; \\; choose another by --data DIR"
              .formatted(root));
    }
    try {
      for (String part : new String[] {"kafka", "registry", "state", "log"}) {
        PrivateFiles.directory(root.resolve(part));
      }
      Path lockFile = root.resolve("lock");
      FileChannel lock = FileChannel.open(lockFile, CREATE, READ, WRITE);
      if (tryLock(lock) == null) {
        String owner = Files.readString(lockFile).strip();
        lock.close();
        throw new EmbeddedException(
            "%s is in use by another qtrace%s; stop it, or choose another directory by --data DIR"
                .formatted(root, owner.isEmpty() ? "" : " (process " + owner + ")"));
      }
      lock.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      lock.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      PrivateFiles.tighten(root);
      PrivateFiles.empty(root.resolve("tmp")); // what a killed run left there
      return new DataDirectory(root, lock);
    } catch (IOException e) {
      throw new EmbeddedException(
          "cannot write to the data directory %s: %s; choose another by --data DIR"
              .formatted(root, Reasons.of(e)),
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very JVM
    }
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path registry() {
    return root.resolve("registry");
  }

  /** For temporary files; empty at first. */
  public Path temporary() {
    return root.resolve("tmp");
  }

  public Path state() {
    return root.resolve("state");
  }

  public Path log() {
    return root.resolve("log");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
