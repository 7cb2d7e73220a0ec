package io.qtrace.topology.setting;

/** What happens to output when a thread, an instance or a broker fails. */
public enum Guarantee {
  /** Read with {@code isolation.level=read_committed}, nothing is lost or repeated. */
  EXACTLY_ONCE("exactly_once_v2"),
  /** Nothing is lost; some events may come twice. Faster. */
  AT_LEAST_ONCE("at_least_once");

  private final String kafkaName;

  Guarantee(String kafkaName) {
    this.kafkaName = kafkaName;
  }

  /** The value of {@code processing.guarantee}. */
  public String kafkaName() {
    return kafkaName;
  }
}
