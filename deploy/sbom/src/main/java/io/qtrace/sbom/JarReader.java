package io.qtrace.sbom;

import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * What a jar says of itself: its coordinates by the {@code pom.properties} that Maven puts into it
 * or by its name, its licences by the POM in it or by its manifest.
 */
final class JarReader {

  private static final Pattern NAME = Pattern.compile("(?:modified-)?(.+?)-(\\d[\\w.+-]*)\\.jar");
  private static final Pattern POM_PROPERTIES =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
  private static final Pattern LICENCES =
      Pattern.compile("<licenses>(.*?)</licenses>", Pattern.DOTALL);
  private static final Pattern LICENCE_NAME =
      Pattern.compile("<license>.*?<name>(.*?)</name>", Pattern.DOTALL);

  /** A URL or a name, in quotes or not, and parameters. */
  private static final Pattern BUNDLE_LICENCE = Pattern.compile("\"([^\"]+)\"|([^;\"]+)");

  private JarReader() {}

  /** Empty if neither the jar nor its name says what it is. */
  static Optional<Coordinates> coordinates(Path jar) throws IOException {
    var fileName = String.valueOf(jar.getFileName());
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : matching(file, POM_PROPERTIES)) {
        var properties = new Properties();
        properties.load(new StringReader(text(file, entry)));
        var found =
            new Coordinates(
                properties.getProperty("groupId", ""),
                properties.getProperty("artifactId", ""),
                properties.getProperty("version", ""));
        if (isNamedAfter(fileName, found)) {
          return Optional.of(found);
        }
      }
    }
    return byName(fileName);
  }

  /** A jar that others are packed into has their properties too. */
  private static boolean isNamedAfter(String fileName, Coordinates found) {
    var name = NAME.matcher(fileName);
    var base = name.matches() ? name.group(1) : fileName.replaceFirst("\\.jar$", "");
    boolean isOurs = found.group().equals("io.qtrace") && fileName.startsWith("qtrace");
    return isOurs
        || base.equals(found.artifact())
        || base.equals(found.group() + "." + found.artifact())
        || fileName.startsWith(found.artifact() + "-" + found.version());
  }

  /** As Quarkus names them: group, dot, artifact, hyphen, version. */
  private static Optional<Coordinates> byName(String fileName) {
    var name = NAME.matcher(fileName);
    int dot = name.matches() ? name.group(1).lastIndexOf('.') : -1;
    return dot < 0
        ? Optional.empty()
        : Optional.of(
            new Coordinates(
                name.group(1).substring(0, dot), name.group(1).substring(dot + 1), name.group(2)));
  }

  /** As its author declares them, by the jar's own POM, else by its manifest. */
  static List<String> licences(Path jar, Coordinates coordinates) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      var pom =
          file.getEntry(
              "META-INF/maven/%s/%s/pom.xml"
                  .formatted(coordinates.group(), coordinates.artifact()));
      var declared = pom == null ? List.<String>of() : ofPom(text(file, pom));
      return declared.isEmpty() ? ofManifest(file) : declared;
    }
  }

  private static List<String> ofPom(String pom) {
    var section = LICENCES.matcher(pom);
    return section.find()
        ? LICENCE_NAME.matcher(section.group(1)).results().map(m -> m.group(1).strip()).toList()
        : List.of();
  }

  /** Several are separated by commas, which names have as well. */
  private static List<String> ofManifest(JarFile jar) throws IOException {
    var manifest = jar.getManifest();
    var declared =
        manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-License");
    if (declared == null) {
      return List.of();
    }
    var found = new ArrayList<String>();
    for (var part : declared.split(",(?=\\s*(\"|https?:))", -1)) {
      var match = BUNDLE_LICENCE.matcher(part.strip());
      if (match.find()) {
        found.add((match.group(1) == null ? match.group(2) : match.group(1)).strip());
      }
    }
    return found;
  }

  /** The text of its {@code NOTICE}, which has to go with it; empty if there is none. */
  static Optional<String> notice(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      for (var name :
          List.of("META-INF/NOTICE", "META-INF/NOTICE.txt", "META-INF/NOTICE.md", "NOTICE")) {
        var entry = file.getEntry(name);
        if (entry != null && !entry.isDirectory()) {
          return Optional.of(text(file, entry).replace("\r\n", "\n").strip());
        }
      }
      return Optional.empty();
    }
  }

  private static List<ZipEntry> matching(JarFile file, Pattern name) {
    return file.stream()
        .filter(entry -> name.matcher(entry.getName()).matches())
        .map(ZipEntry.class::cast)
        .toList();
  }

  private static String text(JarFile file, ZipEntry entry) throws IOException {
    try (var in = file.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
