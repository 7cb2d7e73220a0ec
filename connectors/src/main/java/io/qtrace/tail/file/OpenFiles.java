package io.qtrace.tail.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open files of one task: at most so many, the one that was read least lately is closed first.
 * Files that could not be opened again, such as removed ones and pipes, do not count and stay open.
 */
public final class OpenFiles implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

  private final int max;
  private final Map<FileId, TailedBytes> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<FileId> kept = new HashSet<>();

  public OpenFiles(int max) {
    this.max = max;
  }

  public @Nullable TailedBytes get(FileId id) {
    return open.get(id);
  }

  public void add(FileId id, TailedBytes bytes) {
    if (!bytes.canReopen()) {
      kept.add(id);
    }
    while (open.size() - kept.size() >= max) {
      var eldest = eldest();
      if (eldest.isEmpty()) {
        break;
      }
      close(eldest.get());
    }
    open.put(id, bytes);
  }

  private Optional<FileId> eldest() {
    return open.keySet().stream().filter(id -> !kept.contains(id)).findFirst();
  }

  /** Keeps an open file open until it is closed by {@link #close(FileId)}. */
  public void keep(FileId id) {
    if (open.containsKey(id)) {
      kept.add(id);
    }
  }

  /** May be closed again when others are needed. */
  public void release(FileId id) {
    var bytes = open.get(id);
    if (bytes == null || bytes.canReopen()) {
      kept.remove(id);
    }
  }

  public void close(FileId id) {
    kept.remove(id);
    var bytes = open.remove(id);
    if (bytes != null) {
      try {
        bytes.close();
      } catch (IOException e) {
        log.debug("closing file {}", id, e);
      }
    }
  }

  int size() {
    return open.size();
  }

  @Override
  public void close() {
    Set.copyOf(open.keySet()).forEach(this::close);
  }
}
