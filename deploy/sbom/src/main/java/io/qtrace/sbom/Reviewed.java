package io.qtrace.sbom;

import io.qtrace.sbom.Library.Coordinates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What people have looked at and decided, {@code reviewed.txt}: which licences may ship, what their
 * names mean, and what the licence of a library is whose jar does not say it.
 */
final class Reviewed {

  /**
   * A library that ships inside another jar.
   *
   * @param host the artifact of ours that holds it
   */
  record Bundled(String host, Coordinates coordinates, String licence) {}

  private final Set<String> allowed = new LinkedHashSet<>();
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, List<String>> byName = new LinkedHashMap<>();
  private final List<Bundled> bundled = new ArrayList<>();

  private Reviewed() {}

  /**
   * Lines {@code allow ID}, {@code same ID = NAME}, {@code jar GROUP:ARTIFACT = ID, ID} (either may
   * end in a star) and {@code bundled HOST GROUP:ARTIFACT:VERSION = ID}.
   *
   * @throws IllegalArgumentException naming the line that is none of them
   */
  static Reviewed parse(String text) {
    var reviewed = new Reviewed();
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        reviewed.add(line, number);
      }
    }
    return reviewed;
  }

  private void add(String line, int number) {
    var sides = line.split(" = ", 2);
    var left = sides[0].strip().split(" +", -1);
    var right = sides.length == 2 ? sides[1].strip() : "";
    switch (left[0] + (right.isEmpty() ? "" : " =")) {
      case "allow" -> allowed.add(left[1]);
      case "same =" -> ids.put(right, left[1]);
      case "jar =" -> byName.put(left[1], List.of(right.split(", *", -1)));
      case "bundled =" -> {
        var parts = left[2].split(":", -1);
        bundled.add(new Bundled(left[1], new Coordinates(parts[0], parts[1], parts[2]), right));
      }
      default ->
          throw new IllegalArgumentException(
              "reviewed.txt:%d: '%s' is none of allow, same, jar and bundled"
                  .formatted(number, line));
    }
  }

  /** SPDX ids, or the declared names where they are not known; empty if nobody says. */
  List<String> licences(Library library) {
    var decided = decided(library.coordinates());
    var declared = decided.isEmpty() ? library.licences() : decided;
    return declared.stream().map(name -> ids.getOrDefault(name, name)).distinct().toList();
  }

  private List<String> decided(Coordinates coordinates) {
    return byName.entrySet().stream()
        .filter(entry -> covers(entry.getKey(), coordinates))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }

  private static boolean covers(String pattern, Coordinates coordinates) {
    var parts = pattern.split(":", -1);
    return covers(parts[0], coordinates.group()) && covers(parts[1], coordinates.artifact());
  }

  private static boolean covers(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  /** Of several licences, as POMs list them, one may be chosen. */
  boolean allows(List<String> licences) {
    return licences.stream().anyMatch(allowed::contains);
  }

  List<Bundled> bundledIn(Coordinates host) {
    return bundled.stream().filter(b -> b.host().equals(host.artifact())).toList();
  }
}
