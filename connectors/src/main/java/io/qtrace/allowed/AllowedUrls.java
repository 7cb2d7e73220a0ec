package io.qtrace.allowed;

import io.qtrace.secret.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whom connectors may call. Immutable. */
public final class AllowedUrls {

  private static final String ANY = "*";

  private final Set<String> origins;

  private AllowedUrls(Set<String> origins) {
    this.origins = origins;
  }

  static AllowedUrls parse(String text) {
    return new AllowedUrls(
        list(text).stream()
            .map(url -> url.equals(ANY) ? ANY : origin(url))
            .filter(origin -> !origin.isEmpty())
            .collect(Collectors.toSet()));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(u -> !u.isEmpty()).toList();
  }

  /**
   * @throws IllegalArgumentException if it is none of those, saying what to do
   */
  public void check(String url) {
    if (!origins.contains(ANY) && !origins.contains(origin(url))) {
      throw new IllegalArgumentException(
          "%s is none of the URLs that connectors of this worker may call; who runs the worker can name it in %s"
              .formatted(Secrets.masked(url), Allowed.URLS_VARIABLE));
    }
  }

  /** Empty text, which nobody is allowed, for what is no URL of a server. */
  private static String origin(String url) {
    try {
      var uri = new URI(url);
      if (uri.getScheme() == null || uri.getHost() == null) {
        return "";
      }
      var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      int usual = scheme.equals("https") ? 443 : 80;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
