package io.qtrace.cli.console;

import java.util.List;
import java.util.Locale;

/** Values that must not be shown. */
public final class Secrets {

  private static final List<String> MARKS =
      List.of(
          "password",
          "secret",
          "token",
          "jaas",
          "user.info",
          "credential",
          "private.key",
          "ssl.keystore.key");

  private static final String MASK = "********";

  private Secrets() {}

  /** The value, or asterisks if the key says that it is secret. Credentials in URLs go too. */
  public static String masked(String key, String value) {
    var name = key.toLowerCase(Locale.ROOT);
    // "…credentials.source" names a method, not a credential.
    boolean secret = !name.endsWith(".source") && MARKS.stream().anyMatch(name::contains);
    return secret ? MASK : value.replaceAll("(://[^/:@]*:)[^/@]*@", "$1" + MASK + "@");
  }
}
