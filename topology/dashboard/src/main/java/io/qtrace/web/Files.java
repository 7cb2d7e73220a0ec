package io.qtrace.web;

import io.qtrace.bytes.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The page's own files, and those of its library, from the class path. */
public final class Files extends Handler.Abstract {

  private static final String OWN = "io/qtrace/web/page/";
  private static final Pattern LIBRARY = Pattern.compile("webjars/uplot/[0-9.]+/dist/[A-Za-z.]+");
  private static final Pattern PATH =
      Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final int NOT_MODIFIED = 304;

  /** What is served, by how it ends. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  private record Known(Page page, String tag) {}

  /** What exists; so its number is bounded. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      PageHandler.write(Page.text(405, "only GET and HEAD\n"), response, callback);
      return true;
    }
    var path = Request.getPathInContext(request).substring(1);
    var file = find(path.isEmpty() ? "index.html" : path);
    if (file == null) {
      return false;
    }
    if (file.tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(NOT_MODIFIED);
      keep(response, file);
      response.write(true, ByteBuffer.allocate(0), callback);
    } else {
      response.setStatus(file.page.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, file.page.contentType());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, file.page.body().remaining());
      keep(response, file);
      response.write(true, file.page.body().slice(), callback);
    }
    return true;
  }

  /** A browser asks each time whether it has changed: the next version of qtrace may be here. */
  private static void keep(Response response, Known file) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    response.getHeaders().put(HttpHeader.ETAG, file.tag);
  }

  private @Nullable Known find(String path) throws IOException {
    var before = known.get(path);
    var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (before != null || type == null || !PATH.matcher(path).matches()) {
      return before;
    }
    var resource = LIBRARY.matcher(path).matches() ? "META-INF/resources/" + path : OWN + path;
    try (var in = Files.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        return null;
      }
      var bytes = in.readAllBytes();
      var page = new Page(200, type, ByteBuffer.wrap(bytes));
      var file = new Known(page, "\"" + Sha256.of(bytes) + "\"");
      known.put(path, file);
      return file;
    }
  }
}
