package io.qtrace.ships;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The archives as they were built, against the bills that lie in them. */
class WhatShipsIT {

  private enum Archive {
    DISTRIBUTION("deploy/target/qtrace", ""),
    WORKER("deploy/connect/target/worker", ""),
    PLUGIN("connectors/target/qtrace-connect.zip", "qtrace-connect");

    final Path file;

    /** Of the archive's only directory, in a zip. */
    final String root;

    Archive(String file, String root) {
      this.file = Path.of("..", file);
      this.root = root;
    }
  }

  /** One of them is enough: a library under several may be taken under any. */
  private static final Set<String> LICENCES =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "CDDL-1.0",
          "CDDL-1.1",
          "CPL-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "LicenseRef-Public-Domain",
          "MIT",
          "MIT-0",
          "MPL-2.0",
          "Unicode-3.0");

  private final List<FileSystem> opened = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (var zip : opened) {
      zip.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyJarIsInTheBillAndNothingElse(Archive archive) throws IOException {
    var root = root(archive);
    Map<String, String> shipped = new TreeMap<>();
    try (var files = Files.walk(root)) {
      for (var jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        shipped.put(root.relativize(jar).toString(), sha256(jar));
      }
    }
    Map<String, String> billed = new TreeMap<>();
    for (var component : components(root)) {
      if (component.has("evidence")) {
        billed.put(
            component.at("/evidence/occurrences/0/location").asText(),
            component.at("/hashes/0/content").asText());
      }
    }
    assertThat(shipped).isNotEmpty().isEqualTo(billed);
  }

  @ParameterizedTest
  @EnumSource
  void everyLibraryMayShipAndIsListed(Archive archive) throws IOException {
    var root = root(archive);
    var list = Files.readString(root.resolve("licences/THIRD-PARTY.txt"));
    for (var component : components(root)) {
      var licences = new ArrayList<String>();
      for (var choice : component.path("licenses")) {
        licences.add(choice.at("/license/id").asText(choice.at("/license/name").asText()));
      }
      var name = component.path("purl").asText();
      assertThat(licences).as(name).isNotEmpty().containsAnyElementsOf(LICENCES);
      if (!component.path("group").asText().equals("io.qtrace")) {
        assertThat(list)
            .contains(
                "%s:%s:%s\n    %s\n"
                    .formatted(
                        component.path("group").asText(),
                        component.path("name").asText(),
                        component.path("version").asText(),
                        String.join(" or ", licences)));
      }
    }
    assertThat(root.resolve("licences/NOTICE")).isNotEmptyFile();
  }

  @Test
  void theRegistryHasNoDriversThatNobodyUsesAndNoLibrariesWithPublishedFaults() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    for (var component : components(root(Archive.DISTRIBUTION))) {
      if (component.at("/evidence/occurrences/0/location").asText().startsWith("registry/")) {
        versions.put(
            component.path("group").asText() + ":" + component.path("name").asText(),
            component.path("version").asText());
      }
    }
    assertThat(versions)
        .containsKey("com.h2database:h2")
        .doesNotContainKeys(
            "com.mysql:mysql-connector-j",
            "com.microsoft.sqlserver:mssql-jdbc",
            "org.postgresql:postgresql",
            "commons-httpclient:commons-httpclient",
            "com.nimbusds:nimbus-jose-jwt",
            "net.minidev:json-smart",
            "org.lz4:lz4-java");
    versions.forEach(
        (name, version) -> {
          if (name.startsWith("io.netty:")) {
            assertThat(patch(version)).as(name).isGreaterThanOrEqualTo(129);
          }
          if (name.startsWith("com.fasterxml.jackson")) {
            assertThat(version).as(name).startsWith("2.21");
          }
        });
    assertThat(versions).containsKeys("io.netty:netty-codec-http2", "io.netty:netty-common");
  }

  private static int patch(String version) {
    return Integer.parseInt(version.split("\\.", -1)[2]);
  }

  private Path root(Archive archive) throws IOException {
    if (archive.root.isEmpty()) {
      return archive.file;
    }
    var zip = FileSystems.newFileSystem(archive.file);
    opened.add(zip);
    return zip.getPath(archive.root);
  }

  private static JsonNode components(Path root) throws IOException {
    try (var in = Files.newInputStream(root.resolve("licences/sbom.cdx.json"))) {
      var bom = new ObjectMapper().readTree(in);
      assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
      return bom.path("components");
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
