package io.qtrace.topic;

/** What becomes of an event. */
public sealed interface Route {

  /** A topic for this event alone: the default. */
  record OwnTopic() implements Route {}

  /** One topic for all events with this route; subjects by TopicRecordNameStrategy. */
  record SharedTopic(String topic) implements Route {}

  /** Counted, not written. */
  record Drop() implements Route {}
}
