package io.qtrace.alert.rule;

import io.qtrace.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The windows there are results of. A rule over others would never fire.
 *
 * @param lengths of them; none: nothing is known, and every rule may look at what it likes
 * @param declared the setting that makes them, its value and where that comes from
 */
public record MadeWindows(List<Duration> lengths, String declared) {

  public static final MadeWindows UNKNOWN = new MadeWindows(List.of(), "");

  public MadeWindows {
    lengths = List.copyOf(lengths);
  }

  /** What is wrong with a rule over windows of that length; empty if nothing is. */
  Optional<String> problem(Duration length) {
    return lengths.isEmpty() || lengths.contains(length)
        ? Optional.empty()
        : Optional.of(
            "no windows of %s are made, so the rule would never fire: %s; add %s there, or look at windows of %s"
                .formatted(Durations.print(length), declared, Durations.print(length), choices()));
  }

  private String choices() {
    return lengths.stream().map(Durations::print).collect(Collectors.joining(" or "));
  }
}
