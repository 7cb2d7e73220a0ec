package io.qtrace.web;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says the status in words, and nothing of what was asked or of what runs here. */
final class PlainErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    PageHandler.write(
        Page.text(response.getStatus(), text(response.getStatus())), response, callback);
    return true;
  }

  private static String text(int status) {
    return HttpStatus.getMessage(status) + "\n";
  }
}
