package io.qtrace.liveness;

/** What is known of who holds a partition. */
sealed interface Answer {

  /** By now nobody does. */
  record Nobody() implements Answer {}

  record Held(Holder holder) implements Answer {
    @Override
    public String toString() {
      return holder.toString();
    }
  }

  /**
   * @param reason why it is not known
   */
  record Unknown(String reason) implements Answer {
    @Override
    public String toString() {
      return reason;
    }
  }

  /**
   * Whether the offset will move without help.
   *
   * @param nowMs as System.currentTimeMillis() counts
   */
  default boolean mayPass(long nowMs) {
    return this instanceof Nobody || (this instanceof Held held && held.holder().mayEnd(nowMs));
  }
}
