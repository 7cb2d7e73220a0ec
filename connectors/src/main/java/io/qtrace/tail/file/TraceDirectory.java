package io.qtrace.tail.file;

import io.qtrace.allowed.Allowed;
import io.qtrace.allowed.AllowedPaths;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which QEMUs write their traces. Needs the inode numbers of a POSIX system.
 * Thread-safe.
 */
public final class TraceDirectory {

  private static final Logger log = LoggerFactory.getLogger(TraceDirectory.class);

  private static final int MAX_LOOKS = 5;
  private static final int MAX_COMPLAINTS = 100;

  private final Path directory;
  private final PathMatcher wanted;
  private final PathMatcher unwanted;
  private final int depth;

  /** Links whose owner was told. */
  private final Set<Path> complained = ConcurrentHashMap.newKeySet();

  /**
   * @param glob of the files' paths below the directory; each of its slashes is one directory down
   * @param exclude of the files' names; of the files that {@code glob} matches, these are left
   *     alone
   */
  public TraceDirectory(Path directory, String glob, String exclude) {
    this.directory = directory.toAbsolutePath().normalize();
    this.wanted = matcher(glob);
    this.unwanted = matcher(exclude);
    this.depth = (int) glob.chars().filter(c -> c == '/').count();
  }

  private static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  /** Absolute. */
  public Path path() {
    return directory;
  }

  /**
   * The files to be read, by the time they were last written.
   *
   * @param before the files that are known; as long as nothing changed, one look is enough
   */
  public List<Sighting> wanted(Set<FileId> before) throws IOException {
    var known = before;
    var found = look(true);
    for (int looks = 1; looks < MAX_LOOKS && !known.equals(ids(found)); looks++) {
      // A file that is renamed between the listing and the look at it is missed: look again.
      known = ids(found);
      found = look(true);
    }
    return found;
  }

  private static Set<FileId> ids(List<Sighting> sightings) {
    return sightings.stream().map(Sighting::id).collect(Collectors.toSet());
  }

  /** All other files, among which may be wanted ones that were renamed. */
  public List<Sighting> others() throws IOException {
    return look(false);
  }

  private List<Sighting> look(boolean isWanted) throws IOException {
    var found = new HashMap<FileId, Sighting>();
    try {
      long device = FileStatus.of(directory).device();
      walk(directory, depth, new Look(isWanted, device, Allowed.paths(), found));
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Removed or not mounted; it may come back.
      return List.of();
    }
    return found.values().stream()
        .sorted(Comparator.comparingLong(Sighting::modifiedMs).thenComparing(Sighting::path))
        .toList();
  }

  private record Look(
      boolean isWanted, long device, AllowedPaths allowed, Map<FileId, Sighting> found) {}

  private void walk(Path from, int levels, Look look) throws IOException {
    var entries = new ArrayList<Path>();
    try (var stream = Files.newDirectoryStream(from)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (var entry : entries) {
      if (Files.isSymbolicLink(entry) && !look.allowed.contains(entry)) {
        complain(entry);
      } else if (levels > 0 && Files.isDirectory(entry)) {
        walkBelow(entry, levels - 1, look);
      } else if (isWanted(entry) == look.isWanted) {
        note(entry, look);
      }
    }
  }

  private void complain(Path link) {
    if (complained.size() < MAX_COMPLAINTS && complained.add(link)) {
      log.warn(
          "{} is left alone: it leads to where connectors may not read; who runs the worker can name that place in {}",
          link,
          Allowed.PATHS_VARIABLE);
    }
  }

  /** A VM's own directory may go away, or be closed to us, without harm to the others. */
  private void walkBelow(Path entry, int levels, Look look) {
    try {
      walk(entry, levels, look);
    } catch (IOException e) {
      // Its files are not there.
    }
  }

  private boolean isWanted(Path file) {
    return wanted.matches(directory.relativize(file)) && !unwanted.matches(file.getFileName());
  }

  private static void note(Path path, Look look) {
    try {
      var status = FileStatus.of(path);
      if (status.isRegular() || status.isPipe()) {
        var id = FileId.of(status, look.device);
        var sighting = new Sighting(path, id, status, look.isWanted);
        // A file with two names counts once, by the name that comes first.
        look.found.merge(id, sighting, (a, b) -> a.path().compareTo(b.path()) <= 0 ? a : b);
      }
    } catch (IOException e) {
      // Gone between the listing and now, or a symbolic link to nowhere.
    }
  }

  /**
   * Whether a path is that file now.
   *
   * @throws IOException if there is no such path
   */
  public boolean is(Path path, FileId id) throws IOException {
    return FileId.of(FileStatus.of(path), FileStatus.of(directory).device()).equals(id);
  }
}
