package io.qtrace.web;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before what browsers are served. It refuses names that are not this server's: a page from
 * elsewhere whose name was made to lead here (DNS rebinding) must not read anything. And it tells
 * browsers to take scripts and styles from here only.
 */
public final class Guard extends Handler.Wrapper {

  private static final int MISDIRECTED = 421;
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[.+]|.*:.*:.*");

  private final Set<String> names;

  /**
   * @param handler what is behind
   * @param name by which this server is reached, beside addresses and localhost; may be empty
   */
  public Guard(Handler handler, String name) {
    super(handler);
    names = Set.of("localhost", name.isEmpty() ? "localhost." : name.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    protect(response.getHeaders());
    if (isOurs(Request.getServerName(request))) {
      return super.handle(request, response, callback);
    }
    PageHandler.write(
        Page.text(
            MISDIRECTED,
            "this name is not the server's; ask for its address, or give it this name: http.hostname\n"),
        response,
        callback);
    return true;
  }

  private static void protect(HttpFields.Mutable headers) {
    headers.put("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
  }

  private boolean isOurs(String host) {
    return host != null
        && (names.contains(host.toLowerCase(Locale.ROOT)) || ADDRESS.matcher(host).matches());
  }
}
