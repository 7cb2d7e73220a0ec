package io.qtrace.sbom;

import java.util.List;

/**
 * A jar that ships.
 *
 * @param path in the archive, with slashes
 * @param sha256 of the jar, hexadecimal
 * @param licences as its author declares them, names or SPDX ids; empty if nobody says
 */
record Library(String path, String sha256, Coordinates coordinates, List<String> licences) {

  /** Where Maven finds it. */
  record Coordinates(String group, String artifact, String version) {

    /** Without the version. */
    String name() {
      return group + ":" + artifact;
    }

    /** Its package URL. */
    String purl() {
      return "pkg:maven/%s/%s@%s?type=jar".formatted(group, artifact, version);
    }

    @Override
    public String toString() {
      return name() + ":" + version;
    }
  }

  Library with(List<String> others) {
    return new Library(path, sha256, coordinates, others);
  }
}
