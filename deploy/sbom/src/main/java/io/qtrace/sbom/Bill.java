package io.qtrace.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bill of materials as CycloneDX's Maven plugin writes it; its components by their SHA-256. */
final class Bill {

  private final Map<String, JsonNode> components = new HashMap<>();

  /** Reads them; of two components with the same bytes, the first counts. */
  static Bill of(List<Path> files) throws IOException {
    var bill = new Bill();
    var json = new ObjectMapper();
    for (var file : files) {
      var root = json.readTree(file.toFile());
      for (var component : root.path("components")) {
        for (var hash : component.path("hashes")) {
          if (hash.path("alg").asText().equals("SHA-256")) {
            bill.components.putIfAbsent(hash.path("content").asText(), component);
          }
        }
      }
    }
    return bill;
  }

  boolean has(String sha256) {
    return components.containsKey(sha256);
  }

  Coordinates coordinates(String sha256) {
    var component = component(sha256);
    return new Coordinates(
        component.path("group").asText(),
        component.path("name").asText(),
        component.path("version").asText());
  }

  /** SPDX ids or names. */
  List<String> licences(String sha256) {
    var found = new ArrayList<String>();
    for (var choice : component(sha256).path("licenses")) {
      var licence = choice.path("license");
      for (var field : List.of("id", "name", "url")) {
        if (licence.hasNonNull(field)) {
          found.add(licence.path(field).asText());
          break;
        }
      }
      if (choice.hasNonNull("expression")) {
        found.add(choice.path("expression").asText());
      }
    }
    return found;
  }

  private JsonNode component(String sha256) {
    var component = components.get(sha256);
    if (component == null) {
      throw new IllegalArgumentException("no component has the digest " + sha256);
    }
    return component;
  }
}
