package io.qtrace.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Addresses as people write them. */
public final class Addresses {

  private static final Pattern BROKER =
      Pattern.compile("(?:[A-Za-z_]+://)?(?:\\[[0-9A-Za-z:.%]+]|[^:/,\\s\\[\\]]+):(\\d{1,5})");
  private static final int HIGHEST_PORT = 65_535;

  private Addresses() {}

  /**
   * Kafka brokers, separated by commas.
   *
   * @throws IllegalArgumentException naming what is none
   */
  public static String brokers(String text) {
    for (var broker : text.strip().split("\\s*,\\s*", -1)) {
      var parts = BROKER.matcher(broker);
      if (!parts.matches() || !isPort(Integer.parseInt(parts.group(1)))) {
        throw new IllegalArgumentException(
            "'%s' is no address of a broker; write HOST:PORT, such as localhost:9092"
                .formatted(broker));
      }
    }
    return text.strip();
  }

  private static boolean isPort(int number) {
    return number > 0 && number <= HIGHEST_PORT;
  }

  /**
   * URLs, separated by commas.
   *
   * @param example of one
   * @throws IllegalArgumentException naming what is none
   */
  public static String urls(String text, String example) {
    for (var url : text.strip().split("\\s*,\\s*", -1)) {
      if (!isHttp(url)) {
        throw new IllegalArgumentException(
            "'%s' is no http or https URL; write one such as %s".formatted(url, example));
      }
    }
    return text.strip();
  }

  private static boolean isHttp(String text) {
    try {
      var url = new URI(text);
      return url.getScheme() != null
          && url.getScheme().matches("(?i)https?")
          && url.getRawAuthority() != null
          && url.getPort() <= HIGHEST_PORT;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
