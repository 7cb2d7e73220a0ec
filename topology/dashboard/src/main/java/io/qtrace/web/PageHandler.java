package io.qtrace.web;

import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers GET and HEAD with a page, everything else with 405. Writing it waits for nobody. */
public final class PageHandler extends Handler.Abstract {

  private final Supplier<Page> page;

  public PageHandler(Supplier<Page> page) {
    this.page = page;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod())) {
      write(page.get(), response, callback);
    } else {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      write(Page.text(405, "only GET and HEAD\n"), response, callback);
    }
    return true;
  }

  /** Writes a whole answer; waits for nobody. */
  public static void write(Page page, Response response, Callback callback) {
    response.setStatus(page.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.body().remaining());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, page.body().slice(), callback);
  }
}
