package io.qtrace.sbom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes what goes with an archive: {@code sbom.cdx.json} (CycloneDX 1.6), {@code THIRD-PARTY.txt}
 * and {@code NOTICE}. The same jars give the same bytes.
 */
final class Papers {

  private static final Pattern SPDX_ID = Pattern.compile("[A-Za-z0-9.+-]+");
  private static final String OURS = "io.qtrace";

  private final Path archive;
  private final Shipment shipment;
  private final Reviewed reviewed;

  Papers(Path archive, Shipment shipment, Reviewed reviewed) {
    this.archive = archive;
    this.shipment = shipment;
    this.reviewed = reviewed;
  }

  /**
   * @param name of what ships
   * @param timestamp ISO 8601, the build's
   */
  void write(Path directory, Coordinates name, String timestamp) throws IOException {
    Files.createDirectories(directory);
    var json =
        new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(bom(name, timestamp));
    Files.writeString(
        directory.resolve("sbom.cdx.json"), json.replace(System.lineSeparator(), "\n") + "\n");
    Files.writeString(directory.resolve("THIRD-PARTY.txt"), thirdParty());
    Files.writeString(directory.resolve("NOTICE"), notice());
  }

  private ObjectNode bom(Coordinates name, String timestamp) {
    var bom = new ObjectMapper().createObjectNode();
    bom.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    var metadata = bom.putObject("metadata").put("timestamp", timestamp);
    metadata
        .putObject("component")
        .put("type", "application")
        .put("bom-ref", name.purl())
        .put("group", name.group())
        .put("name", name.artifact())
        .put("version", name.version());
    var components = bom.putArray("components");
    for (var library : shipment.libraries()) {
      var component = component(library.coordinates(), library.licences());
      component.put("bom-ref", library.path());
      component
          .putArray("hashes")
          .addObject()
          .put("alg", "SHA-256")
          .put("content", library.sha256());
      component
          .putObject("evidence")
          .putArray("occurrences")
          .addObject()
          .put("location", library.path());
      components.add(component);
      for (var inside : reviewed.bundledIn(library.coordinates())) {
        var bundled = component(inside.coordinates(), List.of(inside.licence()));
        components.add(
            bundled.put("bom-ref", library.path() + "!" + inside.coordinates().artifact()));
      }
    }
    return bom;
  }

  private static ObjectNode component(Coordinates coordinates, List<String> licences) {
    var component = new ObjectMapper().createObjectNode();
    component
        .put("type", "library")
        .put("group", coordinates.group())
        .put("name", coordinates.artifact())
        .put("version", coordinates.version())
        .put("purl", coordinates.purl());
    var list = component.putArray("licenses");
    for (var licence : licences) {
      var isId = SPDX_ID.matcher(licence).matches() && !licence.startsWith("LicenseRef");
      list.addObject().putObject("license").put(isId ? "id" : "name", licence);
    }
    return component;
  }

  private String thirdParty() {
    var lines = new TreeMap<String, String>();
    for (var library : shipment.libraries()) {
      if (!library.coordinates().group().equals(OURS)) {
        lines.put(
            library.path(),
            "%s\n    %s\n    %s\n"
                .formatted(
                    library.path(),
                    library.coordinates(),
                    String.join(" or ", library.licences())));
      }
      for (var inside : reviewed.bundledIn(library.coordinates())) {
        lines.put(
            library.path() + "!" + inside.coordinates().artifact(),
            "in %s\n    %s\n    %s\n"
                .formatted(library.path(), inside.coordinates(), inside.licence()));
      }
    }
    return """
        Libraries of others that ship with qtrace, as their authors made them: the file, what it is,
        and its licence (SPDX). Each jar has its author's licence and notices inside.

        """
        + String.join("\n", lines.values());
  }

  private String notice() throws IOException {
    var byText = new TreeMap<String, String>();
    for (var library : shipment.libraries()) {
      if (!library.coordinates().group().equals(OURS)) {
        JarReader.notice(archive.resolve(library.path()))
            .ifPresent(text -> byText.merge(text, library.path(), (a, b) -> a + "\n" + b));
      }
    }
    var sections = new TreeMap<String, String>();
    byText.forEach((text, paths) -> sections.put(paths, text));
    var notice =
        new StringBuilder(
            """
            qtrace: typed QEMU trace events on Kafka
            Licensed under the Apache License 2.0, see LICENSE. It ships with libraries of others, which
            THIRD-PARTY.txt lists; below are the notices of those that have one.
            """);
    sections.forEach(
        (paths, text) ->
            notice.append("\n----------\n").append(paths).append("\n\n").append(text).append('\n'));
    return notice.toString();
  }
}
