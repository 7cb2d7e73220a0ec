package io.qtrace.embedded.place;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** Where this installation of qtrace lies: the directory with {@code lib} and {@code registry}. */
public final class Distribution {
  /** Names the directory when the classes do not come from its {@code lib}, as in tests. */
  public static final String HOME_PROPERTY = "qtrace.home";

  private Distribution() {}

  static Path home() throws EmbeddedException {
    String named = System.getProperty(HOME_PROPERTY);
    if (named != null) {
      return Path.of(named).toAbsolutePath().normalize();
    }
    Path jar = ownJar();
    Path lib = jar.getParent();
    if (lib == null || lib.getParent() == null || !Files.isRegularFile(jar)) {
      throw new EmbeddedException(
          "%s is not part of a qtrace distribution; start it by deploy/qtrace, or name the directory with lib and registry by -D%s=DIR"
              .formatted(jar, HOME_PROPERTY));
    }
    return lib.getParent();
  }

  private static Path ownJar() throws EmbeddedException {
    CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new EmbeddedException(
          "the JVM does not say where qtrace's classes come from; name the directory with lib and registry by -D%s=DIR"
              .formatted(HOME_PROPERTY));
    }
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new EmbeddedException("not a path: " + source.getLocation(), e);
    }
  }
}
