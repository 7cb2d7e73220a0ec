package io.qtrace.topology.destination;

/**
 * Where an event goes.
 *
 * @param topic empty if the event is dropped or refused
 * @param schemaId the registry's
 * @param limits what the topic takes
 * @param refusal why there is no topic or no schema for the event; empty if there is
 */
public record EventTarget(String topic, int schemaId, Limits limits, String refusal) {

  /**
   * What a topic takes. A topic of ours takes anything; one that somebody else created may not.
   *
   * @param maxBytes of a typed event
   * @param behindMs how far an event may lie back
   * @param aheadMs how far an event may lie ahead
   */
  public record Limits(int maxBytes, long behindMs, long aheadMs) {

    /** Kafka's default limit is 1 MiB for a batch; this leaves room for its overhead. */
    public static final int MAX_EVENT_BYTES = (1 << 20) - 2048;

    static final Limits NONE = new Limits(MAX_EVENT_BYTES, Long.MAX_VALUE, Long.MAX_VALUE);

    /** The nearest time that the topic takes. */
    public long nearest(long timestampMs, long nowMs) {
      long earliest = behindMs > nowMs ? 0 : nowMs - behindMs;
      long latest = aheadMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + aheadMs;
      return Math.max(earliest, Math.min(timestampMs, latest));
    }
  }

  /** The event is counted, not written. */
  static final EventTarget DROPPED = new EventTarget("", 0);

  EventTarget(String topic, int schemaId) {
    this(topic, schemaId, Limits.NONE, "");
  }

  /**
   * @param reason for people: what was refused and what to do
   */
  public static EventTarget refused(String reason) {
    return new EventTarget("", 0, Limits.NONE, reason);
  }

  public boolean isDropped() {
    return topic.isEmpty() && refusal.isEmpty();
  }

  public boolean isRefused() {
    return !refusal.isEmpty();
  }

  /** Whether it takes any event at any time. */
  public boolean isPlain() {
    return refusal.isEmpty() && limits.equals(Limits.NONE);
  }
}
