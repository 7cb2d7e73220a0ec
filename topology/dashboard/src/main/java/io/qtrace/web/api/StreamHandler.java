package io.qtrace.web.api;

import io.qtrace.web.PageHandler;
import io.qtrace.web.WebServer;
import io.qtrace.web.stream.StreamHub;
import io.qtrace.web.stream.Views;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Lets peers listen. */
final class StreamHandler extends Handler.Abstract {

  static final Set<String> PARAMETERS = Set.of("view");

  private final StreamHub hub;

  StreamHandler(StreamHub hub) {
    this.hub = hub;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      AnswerHandler.checkMethod(request, response);
      var views = views(Query.of(request, "/", PARAMETERS));
      if (HttpMethod.HEAD.is(request.getMethod())) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        callback.succeeded();
        return true;
      }
      if (!hub.hasRoom()) {
        throw new Refusal(
            503,
            "%d peers listen already".formatted(StreamHub.MAX),
            "Close pages that nobody looks at, or serve from another process.");
      }
      WebServer.listens(request);
      hub.add(response, callback, views);
    } catch (Refusal e) {
      PageHandler.write(e.page(), response, callback);
    }
    return true;
  }

  private static Views views(Query query) {
    return Views.of(query.required("view", "view=fleet,alerts"))
        .orElseThrow(
            () ->
                new Refusal(
                    400,
                    "'view' has something that is no view, or more than 16",
                    "There are fleet, alerts, vm:ID and aggregation:NAME, with commas between."));
  }
}
