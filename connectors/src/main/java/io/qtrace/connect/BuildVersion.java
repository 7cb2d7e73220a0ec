package io.qtrace.connect;

import java.util.Objects;

/** The version of the jar, out of its manifest. */
final class BuildVersion {

  private BuildVersion() {}

  static String get() {
    var version = BuildVersion.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "unpackaged");
  }
}
