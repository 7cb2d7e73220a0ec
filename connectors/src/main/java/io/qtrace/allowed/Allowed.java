package io.qtrace.allowed;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The permissions of this process: of the JVM's system properties, else of its environment. Nothing
 * is allowed that neither names.
 */
public final class Allowed {

  /** Files and directories, separated by colons. What is below a directory is allowed too. */
  public static final String PATHS_VARIABLE = "QTRACE_ALLOWED_PATHS";

  /** URLs, separated by commas. Scheme, host and port count; {@code *}: any. */
  public static final String URLS_VARIABLE = "QTRACE_ALLOWED_URLS";

  private static final String PATHS_PROPERTY = "qtrace.allowed.paths";
  private static final String URLS_PROPERTY = "qtrace.allowed.urls";

  private Allowed() {}

  /** Says what connectors in this JVM may do. */
  public static void inThisJvm(Collection<Path> paths, Collection<String> urls) {
    System.setProperty(
        PATHS_PROPERTY, paths.stream().map(Path::toString).collect(Collectors.joining(":")));
    System.setProperty(URLS_PROPERTY, String.join(",", urls));
  }

  public static AllowedPaths paths() {
    return AllowedPaths.parse(value(PATHS_PROPERTY, PATHS_VARIABLE));
  }

  public static AllowedUrls urls() {
    return AllowedUrls.parse(value(URLS_PROPERTY, URLS_VARIABLE));
  }

  private static String value(String property, String variable) {
    var ofJvm = System.getProperty(property);
    return ofJvm != null ? ofJvm : System.getenv().getOrDefault(variable, "");
  }
}
