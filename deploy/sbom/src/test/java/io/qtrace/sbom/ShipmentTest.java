package io.qtrace.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShipmentTest {

  private static final Reviewed REVIEWED =
      Reviewed.parse(
          """
          # names
          allow Apache-2.0
          allow MIT
          same Apache-2.0 = The Apache Software License, Version 2.0

          jar org.silent*:* = MIT
          bundled ours io.confluent:client:7.9.2 = Apache-2.0
          """);

  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  @TempDir Path archive;

  @Test
  void takesWhatAJarSaysOfItself() throws IOException {
    jar("lib/org.acme.tool-1.2.jar", pom("org.acme", "tool", "1.2", "MIT"));
    jar(
        "lib/bundle-3.jar",
        Map.of(
            MANIFEST,
            "Manifest-Version: 1.0\nBundle-License: \"Apache-2.0\";link=\"https://x\", https://y\n",
            "META-INF/maven/org.acme/bundle/pom.properties",
            "groupId=org.acme\nartifactId=bundle\nversion=3\n"));

    assertThat(shipment().problems()).isEmpty();
    assertThat(shipment().libraries())
        .extracting(l -> l.path() + " " + l.coordinates() + " " + l.licences())
        .containsExactly(
            "lib/bundle-3.jar org.acme:bundle:3 [Apache-2.0, https://y]",
            "lib/org.acme.tool-1.2.jar org.acme:tool:1.2 [MIT]");
  }

  @Test
  void takesCoordinatesFromTheNameOfAJarThatQuarkusNamed() throws IOException {
    jar("lib/modified-org.silent.thing-core-2.0.Final.jar", Map.of("a", ""));

    assertThat(shipment().libraries())
        .extracting(Library::coordinates, Library::licences)
        .containsExactly(
            tuple(new Coordinates("org.silent", "thing-core", "2.0.Final"), List.of("MIT")));
  }

  @Test
  void doesNotTakeAJarForWhatIsPackedIntoIt() throws IOException {
    jar("lib/org.silent.shaded-1.jar", pom("org.inner", "inner", "9", "Apache-2.0"));

    assertThat(shipment().libraries().get(0).coordinates())
        .isEqualTo(new Coordinates("org.silent", "shaded", "1"));
  }

  @Test
  void refusesALicenceThatIsNotAllowed() throws IOException {
    jar("lib/org.acme.db-8.jar", pom("org.acme", "db", "8", "The GNU General Public License, v2"));

    assertThat(shipment().problems())
        .containsExactly(
            "lib/org.acme.db-8.jar: org.acme:db:8 is under The GNU General Public License, v2, which may not ship; leave it out, or, if it may, write a line 'allow' or 'same' into reviewed.txt");
  }

  @Test
  void refusesAJarOfWhichNobodyKnowsTheLicenceOrTheName() throws IOException {
    jar("lib/mystery.jar", Map.of("a", ""));
    jar("lib/org.acme.quiet-1.jar", Map.of("a", ""));

    assertThat(shipment().problems())
        .containsExactly(
            "lib/mystery.jar: not known to Maven, and it does not say what it is; is it left over from another build (mvn clean)?",
            "lib/org.acme.quiet-1.jar: org.acme:quiet:1 does not say under which licence it is; look it up and write a line 'jar' into reviewed.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " -- module a (auto)", "\033[36m -- module a\033[0;1;33m (auto)\033[m"})
  void knowsWhatComesFromMavenByItsBytes(String module) throws IOException {
    var jar = jar("lib/renamed.jar", Map.of("a", ""));
    var repository = Files.createDirectories(archive.resolve("repository/org/g/a/1"));
    var resolved = Files.copy(jar, repository.resolve("a-1.jar"));
    Files.writeString(
        repository.resolve("a-1.pom"),
        """
        <project><parent><groupId>org.g</groupId><artifactId>up</artifactId><version>7</version></parent></project>""");
    var parent = Files.createDirectories(archive.resolve("repository/org/g/up/7"));
    Files.writeString(
        parent.resolve("up-7.pom"),
        """
        <project><licenses><license>
          <name>The Apache Software License,
            Version 2.0</name></license></licenses></project>""");
    var list =
        Files.writeString(
            archive.resolve("resolved.txt"),
            """

            The following files have been resolved:
               org.g:a:jar:1:compile:%s%s
            """
                .formatted(resolved, module));

    var shipment = Shipment.of(archive, Bill.of(List.of(list)), REVIEWED);

    assertThat(shipment.problems()).isEmpty();
    assertThat(shipment.libraries())
        .contains(
            new Library(
                "lib/renamed.jar",
                Shipment.sha256(jar),
                new Coordinates("org.g", "a", "1"),
                List.of("Apache-2.0")));
  }

  @Test
  void writesThePapers() throws IOException {
    var contents = new HashMap<>(pom("org.acme", "tool", "1.2", "MIT"));
    contents.put("META-INF/NOTICE.txt", "Acme Tool\r\nby Acme\r\n");
    jar("lib/org.acme.tool-1.2.jar", contents);
    jar("lib/ours-1.jar", pom("io.qtrace", "ours", "1", "Apache-2.0"));
    var out = archive.resolve("licences");

    new Papers(archive, shipment(), REVIEWED)
        .write(out, new Coordinates("io.qtrace", "qtrace", "0.1"), "2026-01-01T00:00:00Z");

    assertThat(out.resolve("THIRD-PARTY.txt"))
        .hasContent(
            """
            Libraries of others that ship with qtrace, as their authors made them: the file, what it is,
            and its licence (SPDX). Each jar has its author's licence and notices inside.

            lib/org.acme.tool-1.2.jar
                org.acme:tool:1.2
                MIT

            in lib/ours-1.jar
                io.confluent:client:7.9.2
                Apache-2.0
            """);
    assertThat(out.resolve("NOTICE"))
        .content()
        .endsWith("\n----------\nlib/org.acme.tool-1.2.jar\n\nAcme Tool\nby Acme\n");
    var bom = new ObjectMapper().readTree(out.resolve("sbom.cdx.json").toFile());
    assertThat(bom.at("/components/0/purl").asText())
        .isEqualTo("pkg:maven/org.acme/tool@1.2?type=jar");
    assertThat(bom.at("/components/0/licenses/0/license/id").asText()).isEqualTo("MIT");
    assertThat(bom.path("components")).hasSize(3);
  }

  @Test
  void saysWhichReviewedLineItCanNotRead() {
    assertThatThrownBy(() -> Reviewed.parse("allow MIT\nforbid X\n"))
        .hasMessage("reviewed.txt:2: 'forbid X' is none of allow, same, jar and bundled");
  }

  private Shipment shipment() throws IOException {
    return Shipment.of(archive, Bill.of(List.of()), REVIEWED);
  }

  private static Map<String, String> pom(
      String group, String artifact, String version, String licence) {
    var directory = "META-INF/maven/%s/%s/".formatted(group, artifact);
    return Map.of(
        directory + "pom.properties",
        "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(group, artifact, version),
        directory + "pom.xml",
        "<project><licenses><license><name>%s</name></license></licenses></project>"
            .formatted(licence));
  }

  private Path jar(String path, Map<String, String> contents) throws IOException {
    var file = archive.resolve(path);
    Files.createDirectories(file.getParent());
    try (var out = new JarOutputStream(Files.newOutputStream(file))) {
      for (var entry : new TreeMap<>(contents).entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return file;
  }
}
