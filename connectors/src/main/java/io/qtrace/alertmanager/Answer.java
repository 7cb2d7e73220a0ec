package io.qtrace.alertmanager;

/** What became of a request. */
public sealed interface Answer {

  /** All of it is with Alertmanager now. */
  record Accepted() implements Answer {}

  /** At least one alert in it is not right, and never will be. */
  record Refused(String reason) implements Answer {}

  /** It may be accepted later. */
  record Away(String reason) implements Answer {}

  /** Nothing is accepted before somebody changes the settings. */
  record Forbidden(String reason) implements Answer {}
}
