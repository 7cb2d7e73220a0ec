package io.qtrace.web.api;

import io.qtrace.web.Page;
import io.qtrace.web.PageHandler;
import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers GET and HEAD with JSON, and refusals with what to do. */
final class AnswerHandler extends Handler.Abstract {

  private static final String JSON = "application/json";

  /** What is answered. */
  @FunctionalInterface
  interface Answer {

    /**
     * JSON.
     *
     * @throws Refusal if there is none
     */
    ByteBuffer to(Query query);
  }

  private final String prefix;
  private final Set<String> parameters;
  private final Answer answer;

  AnswerHandler(String prefix, Set<String> parameters, Answer answer) {
    this.prefix = prefix;
    this.parameters = parameters;
    this.answer = answer;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    PageHandler.write(page(request, response), response, callback);
    return true;
  }

  private Page page(Request request, Response response) {
    try {
      checkMethod(request, response);
      return new Page(200, JSON, answer.to(Query.of(request, prefix, parameters)));
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
