package io.qtrace.connect.trace;

import io.qtrace.host.Vm;
import io.qtrace.tail.bookmark.Bookmark;
import io.qtrace.tail.bookmark.Bookmarks;
import io.qtrace.tail.file.FileId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Bookmarks as Kafka Connect keeps them: a source partition for each file, a source offset for how
 * far it was read. Immutable.
 *
 * <p>A partition has one entry only: Connect looks it up by its JSON, in which the order of several
 * would count.
 */
public final class KeptBookmarks implements Bookmarks {

  private static final String FILE = "file";
  private static final String DEFINITIONS = "definitions";

  private static final String GENERATION = "generation";
  private static final String POSITION = "position";
  private static final String MARK = "mark";
  private static final String VM = "vm";
  private static final String HOST = "host";
  private static final String PATH = "path";
  private static final String HEADER = "header";

  private static final Set<String> TEXTS = Set.of(MARK, VM, HOST, PATH, DEFINITIONS);

  private final String directory;
  private final OffsetStorageReader offsets;

  /**
   * @param directory absolute
   */
  public KeptBookmarks(String directory, OffsetStorageReader offsets) {
    this.directory = directory;
    this.offsets = offsets;
  }

  @Override
  public Map<FileId, Bookmark> of(Collection<FileId> files) {
    var partitions = new HashMap<FileId, Map<String, String>>();
    files.forEach(file -> partitions.put(file, partition(file)));
    var offsetOf = offsets.offsets(partitions.values());
    var found = new HashMap<FileId, Bookmark>();
    partitions.forEach(
        (file, partition) -> {
          var offset = offsetOf.get(partition);
          if (offset != null) {
            found.put(file, bookmark(offset));
          }
        });
    return found;
  }

  /** {@code <directory>#<inode>}. */
  Map<String, String> partition(FileId file) {
    return Map.of(FILE, directory + "#" + file.text());
  }

  static Map<String, Object> offset(Bookmark bookmark) {
    var offset =
        new HashMap<String, Object>(
            Map.of(
                GENERATION, (long) bookmark.generation(),
                POSITION, bookmark.positionBytes(),
                MARK, bookmark.mark(),
                VM, bookmark.vm().id(),
                HOST, bookmark.vm().host(),
                PATH, bookmark.path(),
                DEFINITIONS, bookmark.definitions()));
    if (bookmark.headerBytes() > 0) {
      offset.put(HEADER, bookmark.headerBytes());
    }
    return offset;
  }

  private static Bookmark bookmark(Map<String, Object> offset) {
    return new Bookmark(
        (int) number(offset, GENERATION),
        number(offset, POSITION),
        text(offset, MARK),
        new Vm(text(offset, VM), text(offset, HOST)),
        text(offset, PATH),
        text(offset, DEFINITIONS),
        number(offset, HEADER));
  }

  private static long number(Map<String, ?> offset, String name) {
    return offset.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static String text(Map<String, ?> offset, String name) {
    return offset.get(name) instanceof String text ? text : "";
  }

  /** The source partition of published definitions; their offset says nothing. */
  static Map<String, String> definitionsPartition(String fingerprint) {
    return Map.of(DEFINITIONS, fingerprint);
  }

  /**
   * Checks what somebody wants to set.
   *
   * @param offset null to forget the partition
   * @throws ConnectException saying what is wrong
   */
  public static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
    if (offset == null || partition.keySet().equals(Set.of(DEFINITIONS))) {
      return;
    }
    if (!partition.keySet().equals(Set.of(FILE))
        || !(partition.get(FILE) instanceof String file)
        || !file.contains("#")) {
      throw new ConnectException(
          "%s is no partition of this connector; those have a 'file' that is <directory>#<inode>"
              .formatted(partition));
    }
    for (var part : offset.entrySet()) {
      check(partition, part.getKey(), part.getValue());
    }
    if (!offset.containsKey(POSITION)) {
      throw wrong(partition, POSITION + " is missing; it is the byte to go on at");
    }
    if (!offset.containsKey(VM)) {
      throw wrong(partition, VM + " is missing; a file stays with its VM");
    }
  }

  private static void check(Map<String, ?> partition, String name, @Nullable Object value) {
    switch (name) {
      case POSITION, GENERATION, HEADER -> {
        if (!(value instanceof Number number) || number.longValue() < 0) {
          throw wrong(
              partition, "%s is %s; it has to be a number from 0 on".formatted(name, value));
        }
      }
      default -> {
        if (!TEXTS.contains(name)) {
          throw wrong(partition, name + " is not known");
        }
        if (!(value instanceof String)) {
          throw wrong(partition, "%s is %s; it has to be text".formatted(name, value));
        }
      }
    }
  }

  private static ConnectException wrong(Map<String, ?> partition, String problem) {
    return new ConnectException("the offset of %s: %s".formatted(partition, problem));
  }
}
