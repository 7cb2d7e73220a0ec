package io.qtrace.sbom;

import io.qtrace.sbom.Library.Coordinates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes the papers of an archive, or says why it may not ship:
 *
 * <pre>WhatShips ARCHIVE OUT GROUP:ARTIFACT:VERSION TIMESTAMP [LIST...]</pre>
 */
public final class WhatShips {

  private WhatShips() {}

  public static void main(String[] arguments) throws IOException {
    var archive = Path.of(arguments[0]);
    var name = arguments[2].split(":", -1);
    var lists = Arrays.stream(arguments).skip(4).map(Path::of).toList();
    var reviewed = reviewed();
    var shipment = Shipment.of(archive, Bill.of(lists), reviewed);
    if (!shipment.problems().isEmpty()) {
      System.err.printf("%s cannot ship:%n%s%n", archive, String.join("\n", shipment.problems()));
      System.exit(1);
    }
    new Papers(archive, shipment, reviewed)
        .write(Path.of(arguments[1]), new Coordinates(name[0], name[1], name[2]), arguments[3]);
  }

  static Reviewed reviewed() throws IOException {
    try (var in = WhatShips.class.getResourceAsStream("reviewed.txt")) {
      if (in == null) {
        throw new IllegalStateException("reviewed.txt is missing from the jar; build it again");
      }
      return Reviewed.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
