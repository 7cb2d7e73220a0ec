package io.qtrace.topic;

import java.util.regex.Pattern;

/**
 * What the topics are called. None has a '.', because event names have '_' and Kafka cannot tell
 * the two apart in metric names.
 */
public record TopicNames(String prefix) {

  public static final String DEFAULT_PREFIX = "qtrace-";

  /** Kafka's own limit. */
  public static final int MAX_CHARACTERS = 249;

  /** What a revision puts behind a name at most. */
  private static final int REVISION_CHARACTERS = "-r100".length();

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9_-]{1,200}");

  /** What is behind {@code qtrace-event-}, but not that of {@link #otherEvents}. */
  private static final Pattern ONE_KIND = Pattern.compile("(?!other(-|$))\\w+(-r\\d+)?");

  public TopicNames {
    if (!prefix.isEmpty() && !isLegal(prefix)) {
      throw new IllegalArgumentException(
          "topic prefix '" + prefix + "' may have letters, digits, '-' and '_' only");
    }
  }

  /** Whether Kafka and we accept it as a topic's name. */
  public static boolean isLegal(String topic) {
    return LEGAL.matcher(topic).matches();
  }

  /** Whether Kafka accepts the topic of an event and of all its revisions. */
  public static boolean hasRoom(String topic) {
    return topic.length() <= MAX_CHARACTERS - REVISION_CHARACTERS;
  }

  public String definitions() {
    return prefix + "definitions";
  }

  public String raw() {
    return prefix + "raw";
  }

  public String deadLetter() {
    return prefix + "dead-letter";
  }

  public String ledger() {
    return prefix + "ledger";
  }

  /** Every page conversion, with the RAM block it belongs to. */
  public String conversions() {
    return prefix + "conversions";
  }

  /** Final results per RAM block and window. */
  public String ramBlockConversions() {
    return prefix + "ram-block-conversions";
  }

  /** Conversions that came after their windows were closed. */
  public String lateConversions() {
    return prefix + "ram-block-conversions-late";
  }

  /** Requests that were not done, or not all of them. */
  public String refusedConversions() {
    return prefix + "conversions-refused";
  }

  /** Final results per VM, host and fleet, and window. */
  public String conversionRollups() {
    return prefix + "conversion-rollups";
  }

  /** Results of VMs on their way to those of hosts and the fleet; of no use to others. */
  public String rollupParts() {
    return prefix + "conversion-rollup-parts";
  }

  /** How the memory of each VM is laid out, as its QEMU says. */
  public String vmLayout() {
    return prefix + "vm-layout";
  }

  public String alerts() {
    return prefix + "alerts";
  }

  /** Results of a declared aggregation; revisions are as those of {@link #event}. */
  public String aggregation(String name) {
    return prefix + "aggregation-" + name;
  }

  /** The topic of an event's first revision; the others have {@code -r2}, {@code -r3}… behind. */
  public String event(String event) {
    return prefix + "event-" + event;
  }

  /** The topic that kinds of events share for which there is none of their own any more. */
  public String otherEvents() {
    return event("other");
  }

  /**
   * Whether it is the topic of one kind of event, of whatever revision. An event's name has no '-',
   * so {@code qtrace-event-group-kvm} is none.
   */
  public boolean isOfOneKind(String topic) {
    return topic.startsWith(event(""))
        && ONE_KIND.matcher(topic.substring(event("").length())).matches();
  }
}
