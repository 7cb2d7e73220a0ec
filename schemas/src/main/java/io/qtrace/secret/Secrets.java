package io.qtrace.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces by asterisks what must not be shown, where text leaves the process: terminal, log,
 * answers over HTTP. Thread-safe.
 *
 * <p>Rather too much than too little: every value of a URL's query goes, since nobody can list the
 * names under which services take tokens.
 */
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

  /** To the last @ before the path: a password may have one itself. */
  private static final Pattern USER = Pattern.compile("(://)([^\\s/?#\"'<>]*)@");

  /** A password with a slash, a question mark or the like, which belongs into no URL. */
  private static final Pattern ODD_USER =
      Pattern.compile(
          "(://)([^\\s/:@\"'<>]*:(?!\\d+(?:[/?#,;)\\s]|$))[^\\s@/?#]*[/?#][^\\s,\"'<>]*)@");

  private static final Pattern QUERY = Pattern.compile("(://[^\\s?\"'<>]*\\?)([^\\s#\"'<>]*)");

  private static final Pattern QUERY_VALUE = Pattern.compile("=[^&;,)]*");

  /** {@code password="…"}, as in a JAAS configuration, and {@code token=…}. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passwd|secret|token|api[_-]?key|user\\.info)\\s*=\\s*)"
              + "(\"[^\"]*\"|'[^']*'|[^\\s,;&\"'*][^\\s,;&\"']*)");

  private static final Pattern HEADER =
      Pattern.compile("\\b((?:Basic|Bearer)\\s+)[A-Za-z0-9+/=._~-]{8,}");

  private Secrets() {}

  /** The value of a setting, or asterisks if its key says that it is secret. */
  public static String masked(String key, String value) {
    return isSecret(key) ? MASK : masked(value);
  }

  /** Whether a setting's value is a secret, by its key. */
  public static boolean isSecret(String key) {
    var name = key.toLowerCase(Locale.ROOT);
    // "…credentials.source" names a method, not a credential.
    return !name.endsWith(".source") && MARKS.stream().anyMatch(name::contains);
  }

  /** Any text, without the credentials of its URLs and the values of what is called a secret. */
  public static String masked(String text) {
    var masked = text;
    if (text.contains("://")) {
      masked = USER.matcher(masked).replaceAll(Secrets::user);
      masked = ODD_USER.matcher(masked).replaceAll(Secrets::user);
      masked = QUERY.matcher(masked).replaceAll(Secrets::query);
    }
    masked = PAIR.matcher(masked).replaceAll("$1" + MASK);
    return HEADER.matcher(masked).replaceAll("$1" + MASK);
  }

  /** The user's name stays, unless it stands alone: then it is a token. */
  private static String user(MatchResult found) {
    var user = found.group(2);
    int colon = user.indexOf(':');
    var name = colon < 0 ? "" : user.substring(0, colon + 1);
    return Matcher.quoteReplacement(found.group(1) + name + MASK + "@");
  }

  private static String query(MatchResult found) {
    var values = QUERY_VALUE.matcher(found.group(2)).replaceAll("=" + MASK);
    return Matcher.quoteReplacement(found.group(1) + values);
  }
}
