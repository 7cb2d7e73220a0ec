package io.qtrace.sbom;

import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** POMs in Maven's local repository, where they lie beside the jars. */
final class Poms {

  private Poms() {}

  /** The names of the licences, of the POM or the first of its parents that has any. */
  static List<String> licences(Coordinates of, Path jar) throws IOException {
    var directory = jar.getParent();
    int levels = 2 + of.group().split("\\.", -1).length; // version, artifact, group
    Path repository = directory;
    for (int i = 0; i < levels && repository != null; i++) {
      repository = repository.getParent();
    }
    Optional<Coordinates> next = Optional.of(of);
    while (repository != null && next.isPresent()) {
      var file = repository.resolve(path(next.get()));
      if (!Files.exists(file)) {
        return List.of(); // a module of ours
      }
      var project = parsed(file);
      var names = names(project);
      if (!names.isEmpty()) {
        return names;
      }
      next = child(project, "parent").map(Poms::coordinates);
    }
    return List.of();
  }

  private static String path(Coordinates pom) {
    return "%s/%s/%s/%s-%s.pom"
        .formatted(
            pom.group().replace('.', '/'),
            pom.artifact(),
            pom.version(),
            pom.artifact(),
            pom.version());
  }

  private static Element parsed(Path file) throws IOException {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<String> names(Element project) {
    var names = new ArrayList<String>();
    child(project, "licenses")
        .ifPresent(
            all -> {
              for (Node n = all.getFirstChild(); n != null; n = n.getNextSibling()) {
                if (n instanceof Element licence) {
                  child(licence, "name")
                      .or(() -> child(licence, "url"))
                      .map(name -> name.getTextContent().strip().replaceAll("\\s+", " "))
                      .ifPresent(names::add);
                }
              }
            });
    return names;
  }

  private static Coordinates coordinates(Element pom) {
    return new Coordinates(text(pom, "groupId"), text(pom, "artifactId"), text(pom, "version"));
  }

  private static String text(Element of, String name) {
    return child(of, name).map(element -> element.getTextContent().strip()).orElse("");
  }

  private static Optional<Element> child(Element of, String name) {
    for (Node n = of.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element && element.getTagName().equals(name)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }
}
