package io.qtrace.web.api;

import io.qtrace.web.Page;
import io.qtrace.web.json.Json;

/** A request that has no answer. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String detail;

  /**
   * @param status of HTTP
   * @param title what is wrong
   * @param detail what to do about it
   */
  Refusal(int status, String title, String detail) {
    super(title, null, false, false);
    this.status = status;
    this.detail = detail;
  }

  /** The schema Problem. */
  Page page() {
    return new Page(
        status,
        "application/problem+json",
        Json.object(
            json -> {
              json.writeStringField("title", getMessage());
              json.writeNumberField("status", status);
              json.writeStringField("detail", detail);
            }));
  }
}
