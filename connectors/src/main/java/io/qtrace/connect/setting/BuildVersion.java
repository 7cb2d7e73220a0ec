package io.qtrace.connect.setting;

import java.util.Objects;

/** The version of the jar, out of its manifest. */
public final class BuildVersion {

  private BuildVersion() {}

  public static String get() {
    var version = BuildVersion.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "unpackaged");
  }
}
