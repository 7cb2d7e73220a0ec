package io.qtrace.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The jars of an archive, sorted by path.
 *
 * @param problems sentences: jars that nobody knows, licences that may not ship
 */
record Shipment(List<Library> libraries, List<String> problems) {

  /**
   * @param archive the unpacked archive
   * @param bill of what comes from Maven; what is not in it has to say itself what it is
   */
  static Shipment of(Path archive, Bill bill, Reviewed reviewed) throws IOException {
    var libraries = new ArrayList<Library>();
    var problems = new ArrayList<String>();
    for (var jar : jars(archive)) {
      var path = archive.relativize(jar).toString().replace('\\', '/');
      var found = library(jar, path, bill);
      if (found.isEmpty()) {
        problems.add(
            "%s: not known to Maven, and it does not say what it is; is it left over from another build (mvn clean)?"
                .formatted(path));
        continue;
      }
      var library = found.get().with(reviewed.licences(found.get()));
      libraries.add(library);
      if (!reviewed.allows(library.licences())) {
        problems.add(problem(library));
      }
    }
    return new Shipment(List.copyOf(libraries), List.copyOf(problems));
  }

  private static String problem(Library library) {
    return library.licences().isEmpty()
        ? "%s: %s does not say under which licence it is; look it up and write a line 'jar' into reviewed.txt"
            .formatted(library.path(), library.coordinates())
        : "%s: %s is under %s, which may not ship; leave it out, or, if it may, write a line 'allow' or 'same' into reviewed.txt"
            .formatted(
                library.path(), library.coordinates(), String.join(" or ", library.licences()));
  }

  static List<Path> jars(Path archive) throws IOException {
    try (var files = Files.walk(archive)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static Optional<Library> library(Path jar, String path, Bill bill) throws IOException {
    var sha256 = sha256(jar);
    var resolved = bill.coordinates(sha256);
    if (resolved.isPresent()) {
      return Optional.of(new Library(path, sha256, resolved.get(), bill.licences(sha256)));
    }
    var coordinates = JarReader.coordinates(jar);
    if (coordinates.isEmpty()) {
      return Optional.empty();
    }
    var licences = JarReader.licences(jar, coordinates.get());
    return Optional.of(new Library(path, sha256, coordinates.get(), licences));
  }

  static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
