package io.qtrace.sbom;

import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Maven resolved for a module, as {@code dependency:list} writes it with the files: a line
 * each, {@code group:artifact:jar:version:scope:/path/artifact-version.jar}.
 */
final class Bill {

  private static final Pattern LINE =
      Pattern.compile(
          "\\s*([^:\\s]+):([^:]+):jar:(?:[^:]+:)?([^:]+):[a-z]+(?: \\(optional\\) ?)?:(/.*\\.jar)(?: .*)?");

  /** In a terminal Maven writes them into the file, too. */
  private static final Pattern COLOURS = Pattern.compile("\033\\[[0-9;]*m");

  private record Resolved(Coordinates coordinates, Path jar) {}

  private final Map<String, Resolved> byDigest = new HashMap<>();

  /** Reads them; of two jars with the same bytes, the first counts. */
  static Bill of(List<Path> lists) throws IOException {
    var bill = new Bill();
    for (var list : lists) {
      for (var line : Files.readAllLines(list)) {
        var match = LINE.matcher(COLOURS.matcher(line).replaceAll(""));
        if (match.matches()) {
          var jar = Path.of(match.group(4));
          var coordinates = new Coordinates(match.group(1), match.group(2), match.group(3));
          bill.byDigest.putIfAbsent(Shipment.sha256(jar), new Resolved(coordinates, jar));
        }
      }
    }
    return bill;
  }

  /** Empty if Maven did not bring the jar with this digest. */
  Optional<Coordinates> coordinates(String sha256) {
    return Optional.ofNullable(byDigest.get(sha256)).map(Resolved::coordinates);
  }

  /** As its POM or one of the POM's parents declares them. */
  List<String> licences(String sha256) throws IOException {
    var resolved = byDigest.get(sha256);
    return resolved == null ? List.of() : Poms.licences(resolved.coordinates, resolved.jar);
  }
}
