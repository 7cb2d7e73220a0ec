package io.qtrace.web.api;

import io.qtrace.web.Page;
import io.qtrace.web.PageHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers GET and HEAD with JSON, and refusals with what to do. */
final class AnswerHandler extends Handler.Abstract {

  private static final String JSON = "application/json";

  private final Route route;

  AnswerHandler(Route route) {
    this.route = route;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    PageHandler.write(page(request, response), response, callback);
    return true;
  }

  private Page page(Request request, Response response) {
    try {
      checkMethod(request, response);
      return new Page(200, JSON, route.answer().to(Query.of(request, route)));
    } catch (Refusal e) {
      return e.page();
    }
  }

  /** Refuses what is neither GET nor HEAD. */
  static void checkMethod(Request request, Response response) {
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      throw new Refusal(405, "Nothing can be changed here", "Use GET or HEAD.");
    }
  }
}
