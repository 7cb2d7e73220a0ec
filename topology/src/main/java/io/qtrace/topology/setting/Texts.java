package io.qtrace.topology.setting;

import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads values of settings; an IllegalArgumentException says what is wrong with one. */
final class Texts {

  private static final Pattern PART_OF_TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,150}");

  private Texts() {}

  static String some(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    return text.strip();
  }

  /** What Kafka takes in a topic's name, with room for what is put behind it. */
  static String partOfTopicName(String text) {
    if (!PART_OF_TOPIC_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not 1 to 150 letters, digits, '.', '_' and '-'".formatted(text));
    }
    return text;
  }

  static Duration duration(String text) {
    return Durations.parse(text, "500ms, 30s, 5m, 12h or 7d");
  }

  static Optional<Duration> retention(String text) {
    return text.equals("forever") ? Optional.empty() : Optional.of(duration(text));
  }

  static boolean flag(String text) {
    return either(text, "true", "false");
  }

  static boolean allOrNone(String text) {
    return either(text, "all", "none");
  }

  /** True if it is the first. */
  private static boolean either(String text, String yes, String no) {
    if (!text.equals(yes) && !text.equals(no)) {
      throw new IllegalArgumentException("'%s' is not %s or %s".formatted(text, yes, no));
    }
    return text.equals(yes);
  }

  static Guarantee guarantee(String text) {
    return either(text, Guarantee.EXACTLY_ONCE.kafkaName(), Guarantee.AT_LEAST_ONCE.kafkaName())
        ? Guarantee.EXACTLY_ONCE
        : Guarantee.AT_LEAST_ONCE;
  }

  static short replication(String text) {
    return text.equals("-1") ? -1 : (short) number(text, 1, Short.MAX_VALUE);
  }

  static Function<String, Integer> count(int min, int max) {
    return text -> (int) number(text, min, max);
  }

  static long number(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below fits this too.
    }
    throw new IllegalArgumentException(
        "'%s' is not a number from %d to %d".formatted(text, min, max));
  }
}
