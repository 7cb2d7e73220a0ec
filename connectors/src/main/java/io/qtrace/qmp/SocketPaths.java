package io.qtrace.qmp;

import io.qtrace.allowed.Allowed;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds sockets by absolute paths in which any part may be a glob. Immutable. */
public final class SocketPaths {

  /** Commas, but not those of a glob's {@code {a,b}}. */
  private static final Pattern COMMA = Pattern.compile(",(?![^{]*\\})");

  private final List<Path> patterns;

  private SocketPaths(List<Path> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * @param text paths or globs, separated by commas: {@code /run/qemu/*.qmp,/srv/vm-7/monitor}
   * @throws IllegalArgumentException saying what is wrong, and what would be right
   */
  public static SocketPaths parse(String text) {
    var patterns = new ArrayList<Path>();
    for (var part : COMMA.split(text, -1)) {
      patterns.add(pattern(part.strip()));
    }
    return new SocketPaths(patterns);
  }

  private static Path pattern(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a path is empty; write paths with one comma between two");
    }
    var pattern = Path.of(text);
    if (!pattern.isAbsolute()) {
      throw new IllegalArgumentException(
          text
              + " has to be an absolute path, such as /run/qemu/*.qmp; the worker's own directory"
              + " may be anywhere");
    }
    if (text.contains("**")) {
      throw new IllegalArgumentException(
          "** has no bound; write one * for each level, such as /run/qemu/*/qmp");
    }
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "%s is no glob: %s at index %d".formatted(text, e.getDescription(), e.getIndex()), e);
    }
    return pattern;
  }

  /** What the globs begin with: directories, or a socket's path that has no glob. */
  public List<Path> beginnings() {
    return patterns.stream().map(SocketPaths::beginning).toList();
  }

  private static Path beginning(Path pattern) {
    var beginning = Path.of("/");
    for (var part : pattern) {
      if (isGlob(part.toString())) {
        break;
      }
      beginning = beginning.resolve(part);
    }
    return beginning;
  }

  /** The sockets that are there now. What cannot or may not be looked into is passed over. */
  public Set<Path> present() {
    var found = new TreeSet<Path>();
    var allowed = Allowed.paths();
    for (var pattern : patterns) {
      var paths = List.of(Path.of("/"));
      for (var part : pattern) {
        paths = paths.stream().flatMap(path -> children(path, part.toString())).toList();
      }
      paths.stream().filter(path -> isSocket(path) && allowed.contains(path)).forEach(found::add);
    }
    return found;
  }

  private static boolean isGlob(String name) {
    return name.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  private static Stream<Path> children(Path directory, String name) {
    if (!isGlob(name)) {
      return Stream.of(directory.resolve(name));
    }
    var children = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(directory, name)) {
      entries.forEach(children::add);
    } catch (IOException | DirectoryIteratorException e) {
      // It is not there now, or not for us.
    }
    return children.stream();
  }

  /** Neither file, directory nor link; Java tells no more. */
  private static boolean isSocket(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    } catch (IOException e) {
      return false;
    }
  }
}
